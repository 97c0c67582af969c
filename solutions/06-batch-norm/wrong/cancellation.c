/* fails: far from 0
   diagnosis: cancellation */
static void measure(batch_norm *s, int c, const real *x, size_t count)
{
    real n = (real)count, sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += x[i];
        squares += x[i] * x[i];
    }
    real mean = sum / n, variance = squares / n - mean * mean;
    variance = variance > 0 ? variance : 0;
    real sample = n > 1 ? variance * n / (n - 1) : variance;
    s->mean.data[c] = mean;
    s->inverse.data[c] = (real)(1 / sqrt((double)variance + epsilon));
    s->running_mean.data[c] =
        (real)((1 - momentum) * (double)s->running_mean.data[c] + momentum * (double)mean);
    s->running_var.data[c] =
        (real)((1 - momentum) * (double)s->running_var.data[c] + momentum * (double)sample);
}
