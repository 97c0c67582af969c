/* points: 0
   reason: conflicting types */
double matmul_naive(const double *a, const double *b, int n)
{
    return a[0] * b[0] * n;
}
