/* fails: by hand, memory
   diagnosis: truncated */
double percentile(const real *a, size_t n, double p, real *scratch)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(a[i]))
            return NAN;
    memcpy(scratch, a, n * sizeof *a);
    size_t k = (size_t)(p / 100 * (double)(n - 1));
    return (double)select_smallest(scratch, n, k);
}
