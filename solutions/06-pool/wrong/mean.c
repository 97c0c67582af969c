/* fails: by hand, any shape, odd planes, way back, hidden numbers
   diagnosis: mean */
void pool_row(real *restrict y, const real *restrict a, const real *restrict b,
              const real *restrict c, const real *restrict d, size_t m)
{
    for (size_t n = 0; n < m; n++)
        y[n] = (a[n] + b[n] + c[n] + d[n]) / 4;
}
