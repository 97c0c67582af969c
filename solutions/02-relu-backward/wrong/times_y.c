/* fails: by hand, whole numbers, random shapes, hidden shapes
   diagnosis: times-y */
static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)x;
    if (dx.data == NULL)
        return;
    for (size_t i = 0; i < matrix_size(y); i++)
        dx.data[i] = y.data[i] * dy.data[i];
}
