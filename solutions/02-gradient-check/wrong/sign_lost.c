/* fails: errors by hand, hidden errors
   diagnosis: sign-lost */
double relative_error(const real *analytic, const real *numeric, size_t count)
{
    double a = 0, n = 0;
    for (size_t i = 0; i < count; i++) {
        a += (double)analytic[i] * (double)analytic[i];
        n += (double)numeric[i] * (double)numeric[i];
    }
    if (!isfinite(a) || !isfinite(n))
        return INFINITY;
    return a == n ? 0 : fabs(sqrt(a) - sqrt(n)) / (sqrt(a) + sqrt(n));
}
