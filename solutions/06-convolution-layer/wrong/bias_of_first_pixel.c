/* fails: by hand, any shape, first layer, hidden shapes
   diagnosis: bias-first-pixel */
static void convolution_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    convolution *c = l->state;
    parameter *weight = &l->parameters[CONVOLUTION_WEIGHT];
    convolve_weights(weight->gradient, c, dy, x);
    if (l->parameter_count > CONVOLUTION_BIAS) {
        matrix db = l->parameters[CONVOLUTION_BIAS].gradient;
        for (int o = 0; o < db.rows; o++)
            for (int n = 0; n < dy.cols; n++)
                db.data[o] += AT(dy, o * volume_plane(c->out), n);
    }
    if (dx.data != NULL)
        convolve_inputs(dx, c, weight->value, dy);
}
