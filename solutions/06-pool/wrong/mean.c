/* fails: by hand, any shape, odd planes, way back, hidden numbers
   diagnosis: mean */
static void pool_row(real *restrict y, uint8_t *restrict largest, const real *restrict a,
                     const real *restrict b, const real *restrict c, const real *restrict d,
                     size_t m)
{
    for (size_t n = 0; n < m; n++) {
        const real four[] = {a[n], b[n], c[n], d[n]};
        y[n] = (four[0] + four[1] + four[2] + four[3]) / 4;
        largest[n] = 0;
    }
}
