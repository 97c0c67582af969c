/* fails: way back, hidden numbers
   diagnosis: not-zeroed */
static void unpool_row(const real *restrict dy, const uint8_t *restrict largest,
                       real *restrict a, real *restrict b, real *restrict c,
                       real *restrict d, size_t m)
{
    real *four[] = {a, b, c, d};
    for (size_t n = 0; n < m; n++)
        four[largest[n]][n] = dy[n];
}
