/* fails: back by hand, equal numbers, hidden numbers, memory
   diagnosis: last-of-equals */
static void find_largest(uint8_t *restrict largest, const real *restrict y,
                         const real *restrict a, const real *restrict b,
                         const real *restrict c, size_t m)
{
    (void)a;
    for (size_t n = 0; n < m; n++) /* d is not there to be asked, but it lies behind c */
        largest[n] = c[m + n] == y[n] ? 3 : c[n] == y[n] ? 2 : b[n] == y[n] ? 1 : 0;
}
