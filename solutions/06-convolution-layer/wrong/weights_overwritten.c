/* fails: any shape, without a bias, first layer, hidden shapes
   diagnosis: not-accumulated */
static void convolution_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    convolution *c = l->state;
    parameter *weight = &l->parameters[CONVOLUTION_WEIGHT];
    matrix_fill(weight->gradient, 0);
    convolve_weights(weight->gradient, c, dy, x);
    if (l->parameter_count > CONVOLUTION_BIAS) {
        matrix channels = {c->out.channels, volume_plane(c->out) * dy.cols, dy.data};
        matrix db = l->parameters[CONVOLUTION_BIAS].gradient;
        matrix_sum_columns(db, channels);
    }
    if (dx.data != NULL)
        convolve_inputs(dx, c, weight->value, dy);
}
