/* fails: back by hand, equal numbers, hidden numbers, memory
   diagnosis: last-of-equals */
static void pool_row(real *restrict y, uint8_t *restrict largest, const real *restrict a,
                     const real *restrict b, const real *restrict c, const real *restrict d,
                     size_t m)
{
    for (size_t n = 0; n < m; n++) {
        const real four[] = {a[n], b[n], c[n], d[n]};
        int best = 0;
        for (int k = 1; k < 4; k++)
            if (four[k] >= four[best])
                best = k;
        y[n] = four[best];
        largest[n] = (uint8_t)best;
    }
}
