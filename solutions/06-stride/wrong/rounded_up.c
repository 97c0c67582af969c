/* fails: sizes, forward
   diagnosis: size-up */
int strided_size(int size, int kernel, int padding, int stride)
{
    return (size + 2 * padding - kernel + stride - 1) / stride + 1;
}
