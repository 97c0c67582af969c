/* fails: by hand, whole places
   diagnosis: reordered */
double percentile(const real *a, size_t n, double p, real *scratch)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(a[i]))
            return NAN;
    double place = p / 100 * (double)(n - 1), part = place - floor(place);
    size_t k = (size_t)place;
    double below = (double)select_smallest((real *)(uintptr_t)a, n, k);
    if (part == 0)
        return below;
    double above = (double)a[k + 1];
    for (size_t i = k + 2; i < n; i++)
        above = (double)a[i] < above ? (double)a[i] : above;
    return below + (above - below) * part;
}
