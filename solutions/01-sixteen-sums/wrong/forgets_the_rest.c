/* fails: by hand, short rows, hidden rows
   diagnosis: rest-lost */
static real sum(const real *a, int n)
{
    real lanes[16] = {0};
    for (int j = 0; j + 16 <= n; j += 16)
        for (int lane = 0; lane < 16; lane++)
            lanes[lane] += a[j + lane];
    real total = 0;
    for (int lane = 0; lane < 16; lane++)
        total += lanes[lane];
    return total;
}
