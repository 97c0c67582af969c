/* fails: by hand, any shape, steep, hidden numbers
   diagnosis: dead */
static void leaky_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    (void)y;
    real slope = *(const real *)l->state;
    for (size_t i = 0; dx.data != NULL && i < matrix_size(dy); i++)
        dx.data[i] = y.data[i] > 0 ? dy.data[i] : (slope > 0 ? 0 : dy.data[i]);
}
