/* fails: order, hidden rows
   diagnosis: last-group */
static real sum(const real *a, int n)
{
    real lanes[16] = {0};
    int j = 0;
    for (; j + 16 < n; j += 16)
        for (int lane = 0; lane < 16; lane++)
            lanes[lane] += a[j + lane];
    for (; j < n; j++)
        lanes[0] += a[j];
    real total = 0;
    for (int lane = 0; lane < 16; lane++)
        total += lanes[lane];
    return total;
}
