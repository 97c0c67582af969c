/* fails: not a number
   diagnosis: nan-lost */
double percentile(const real *a, size_t n, double p, real *scratch)
{
    memcpy(scratch, a, n * sizeof *a);
    double place = p / 100 * (double)(n - 1), part = place - floor(place);
    size_t k = (size_t)place;
    double below = (double)select_smallest(scratch, n, k);
    if (part == 0)
        return below;
    double above = (double)scratch[k + 1];
    for (size_t i = k + 2; i < n; i++)
        above = (double)scratch[i] < above ? (double)scratch[i] : above;
    return below + (above - below) * part;
}
