/* fails: in use, hidden use
   diagnosis: batch-in-use */
static void batch_norm_forward(layer *l, matrix x, matrix y, bool training)
{
    batch_norm *s = l->state;
    const real *weight = l->parameters[BATCH_NORM_WEIGHT].value.data,
               *bias = l->parameters[BATCH_NORM_BIAS].value.data;
    size_t count = (size_t)volume_plane(s->in) * (size_t)x.cols;
    for (int c = 0; c < s->in.channels; c++) {
        const real *in = x.data + (size_t)c * count;
        real *out = y.data + (size_t)c * count;
        (void)training;
        measure(s, c, in, count);
        for (size_t i = 0; i < count; i++)
            out[i] = weight[c] * (in[i] - s->mean.data[c]) * s->inverse.data[c] + bias[c];
    }
}
