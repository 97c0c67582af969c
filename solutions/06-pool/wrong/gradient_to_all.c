/* fails: back by hand, way back, hidden numbers, memory
   diagnosis: to-all-four */
static void unpool_row(const real *restrict dy, const uint8_t *restrict largest,
                       real *restrict a, real *restrict b, real *restrict c,
                       real *restrict d, size_t m)
{
    (void)largest;
    for (size_t n = 0; n < m; n++)
        a[n] = b[n] = c[n] = d[n] = dy[n];
}
