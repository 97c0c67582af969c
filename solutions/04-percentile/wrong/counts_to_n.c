/* fails: by hand, whole places
   diagnosis: off-by-one */
double percentile(const real *a, size_t n, double p, real *scratch)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(a[i]))
            return NAN;
    memcpy(scratch, a, n * sizeof *a);
    double place = p / 100 * (double)n;
    size_t k = (size_t)place < n ? (size_t)place : n - 1;
    double below = (double)select_smallest(scratch, n, k), above = below;
    for (size_t i = k + 1; i < n; i++)
        if (i == k + 1 || (double)scratch[i] < above)
            above = (double)scratch[i];
    return below + (above - below) * (place - (double)k);
}
