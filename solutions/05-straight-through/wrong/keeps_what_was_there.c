/* fails: relu by hand, random activations, hidden activations
   diagnosis: not-zeroed */
static void fake_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    const real high = (real)quantizer_high(l->state);
    for (size_t i = 0; dx.data != NULL && i < matrix_size(x); i++)
        if (x.data[i] > 0 && x.data[i] <= high)
            dx.data[i] = dy.data[i];
}
