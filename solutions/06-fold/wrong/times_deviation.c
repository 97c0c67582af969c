/* fails: by hand, any shape, without a bias, hidden shapes
   diagnosis: times-deviation */
static void fold_batch_norm(layer *window, const layer *norm)
{
    const batch_norm *s = norm->state;
    const real *weight = norm->parameters[BATCH_NORM_WEIGHT].value.data,
               *bias = norm->parameters[BATCH_NORM_BIAS].value.data;
    for (int c = 0; c < s->in.channels; c++) {
        real inverse = batch_norm_inverse(s, c), mean = s->running_mean.data[c];
        scale_channel(window, c, weight[c] / inverse, bias[c] - weight[c] / inverse * mean);
    }
}
