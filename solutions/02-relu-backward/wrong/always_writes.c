/* fails: unwanted, memory
   diagnosis: crash */
static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)x;
    for (size_t i = 0; i < matrix_size(y); i++)
        dx.data[i] = y.data[i] > 0 ? dy.data[i] : 0;
}
