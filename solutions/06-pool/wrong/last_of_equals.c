/* fails: back by hand, equal numbers, hidden numbers, memory
   diagnosis: last-of-equals */
static void find_largest(uint8_t *restrict largest, const real *restrict y,
                         const real *restrict a, const real *restrict b,
                         const real *restrict c, size_t m)
{
    for (size_t n = 0; n < m; n++)
        largest[n] = c[n] == y[n] ? 2 : b[n] == y[n] ? 1 : a[n] == y[n] ? 0 : 3;
}
