/* fails: sizes, padding, back, hidden shapes, memory
   diagnosis: padding-once */
int strided_size(int size, int kernel, int padding, int stride)
{
    return (size + padding - kernel) / stride + 1;
}
