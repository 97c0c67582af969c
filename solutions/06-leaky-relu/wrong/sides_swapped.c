/* fails: by hand, any shape, steep, hidden numbers
   diagnosis: swapped */
static void leaky_relu_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    real slope = *(const real *)l->state;
    for (size_t i = 0; i < matrix_size(x); i++)
        y.data[i] = x.data[i] > 0 ? slope * x.data[i] : x.data[i];
}
