/* fails: order, hidden rows
   diagnosis: one-sum */
static real sum(const real *a, int n)
{
    real total = 0;
    for (int j = 0; j < n; j++)
        total += a[j];
    return total;
}
