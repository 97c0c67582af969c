/* fails: by hand, any shape, first layer, hidden shapes
   diagnosis: bias-mean */
static void convolution_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    convolution *c = l->state;
    parameter *weight = &l->parameters[CONVOLUTION_WEIGHT];
    convolve_weights(weight->gradient, c, dy, x);
    if (l->parameter_count > CONVOLUTION_BIAS) {
        matrix channels = {c->out.channels, volume_plane(c->out) * dy.cols, dy.data};
        matrix db = l->parameters[CONVOLUTION_BIAS].gradient;
        for (int o = 0; o < channels.rows; o++) {
            real sum = 0;
            for (int j = 0; j < channels.cols; j++)
                sum += AT(channels, o, j);
            db.data[o] += sum / (real)channels.cols;
        }
    }
    if (dx.data != NULL)
        convolve_inputs(dx, c, weight->value, dy);
}
