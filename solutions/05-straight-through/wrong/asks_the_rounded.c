/* fails: relu by hand, random activations, hidden activations
   diagnosis: asks-y */
static void fake_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    const real high = (real)quantizer_high(l->state);
    for (size_t i = 0; dx.data != NULL && i < matrix_size(y); i++)
        dx.data[i] = y.data[i] > 0 && y.data[i] < high ? dy.data[i] : 0;
}
