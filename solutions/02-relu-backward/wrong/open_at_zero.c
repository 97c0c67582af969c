/* fails: by hand, whole numbers, hidden shapes
   diagnosis: open-at-zero */
static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)y;
    if (dx.data == NULL)
        return;
    for (size_t i = 0; i < matrix_size(x); i++)
        dx.data[i] = x.data[i] >= 0 ? dy.data[i] : 0;
}
