/* fails: any shape, odd planes, way back, hidden numbers
   diagnosis: not-below-zero */
void pool_row(real *restrict y, const real *restrict a, const real *restrict b,
              const real *restrict c, const real *restrict d, size_t m)
{
    for (size_t n = 0; n < m; n++) {
        const real four[] = {a[n], b[n], c[n], d[n]};
        y[n] = 0;
        for (int k = 0; k < 4; k++)
            if (four[k] > y[n])
                y[n] = four[k];
    }
}
