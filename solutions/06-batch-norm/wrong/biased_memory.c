/* fails: by hand, any shape, hidden shapes
   diagnosis: biased-memory */
static void measure(batch_norm *s, int c, const real *x, size_t count)
{
    double n = (double)count, mean = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        mean += (double)x[i] / n;
    for (size_t i = 0; i < count; i++)
        squares += ((double)x[i] - mean) * ((double)x[i] - mean);
    double variance = squares / n, sample = n > 1 ? squares / (n - 1) : variance,
           old_mean = (double)s->running_mean.data[c],
           old_var = (double)s->running_var.data[c];
    s->mean.data[c] = (real)mean;
    s->inverse.data[c] = (real)(1 / sqrt(variance + epsilon));
    s->running_mean.data[c] = (real)(old_mean + momentum * (mean - old_mean));
    s->running_var.data[c] = (real)(old_var + momentum * (variance - old_var));
    (void)sample;
}
