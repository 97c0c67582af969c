/* fails: weights by hand, relu by hand, random weights, random activations, hidden weights, hidden activations
   diagnosis: no-mask */
static void mask_clipped(const quantizer *q, parameter *p, int i)
{
    (void)q;
    (void)p;
    (void)i;
}

static void fake_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)y;
    for (size_t i = 0; dx.data != NULL && i < matrix_size(x); i++)
        dx.data[i] = x.data[i] > 0 ? dy.data[i] : 0;
}
