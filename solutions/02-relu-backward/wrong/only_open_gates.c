/* fails: by hand, whole numbers, random shapes, hidden shapes
   diagnosis: not-zeroed */
static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)x;
    if (dx.data == NULL)
        return;
    for (size_t i = 0; i < matrix_size(y); i++)
        if (y.data[i] > 0)
            dx.data[i] = dy.data[i];
}
