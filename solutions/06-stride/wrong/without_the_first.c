/* fails: by hand, sizes, forward
   diagnosis: off-by-one */
int strided_size(int size, int kernel, int padding, int stride)
{
    return (size + 2 * padding - kernel) / stride;
}
