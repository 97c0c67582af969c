/* fails: by hand, any shape, hidden shapes
   diagnosis: no-mean-path */
static void batch_norm_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    batch_norm *s = l->state;
    parameter *weight = &l->parameters[BATCH_NORM_WEIGHT],
              *bias = &l->parameters[BATCH_NORM_BIAS];
    size_t count = (size_t)volume_plane(s->in) * (size_t)x.cols;
    for (int c = 0; c < s->in.channels; c++) {
        const real *in = x.data + (size_t)c * count,
                   *gradient = dy.data + (size_t)c * count;
        double mean = (double)s->mean.data[c], inverse = (double)s->inverse.data[c],
               gamma = (double)weight->value.data[c], n = (double)count, dbias = 0,
               dweight = 0;
        for (size_t i = 0; i < count; i++) {
            dbias += (double)gradient[i];
            dweight += (double)gradient[i] * ((double)in[i] - mean) * inverse;
        }
        weight->gradient.data[c] += (real)dweight;
        bias->gradient.data[c] += (real)dbias;
        for (size_t i = 0; dx.data != NULL && i < count; i++) {
            double normalized = ((double)in[i] - mean) * inverse, g = (double)gradient[i],
                   from_mean = dbias / n, from_deviation = normalized * dweight / n;
            dx.data[(size_t)c * count + i] = (real)(gamma * inverse * (g - from_deviation));
            (void)gamma, (void)from_mean, (void)from_deviation;
        }
    }
}
