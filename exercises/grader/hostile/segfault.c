/* points: 0
   reason: segmentation fault */
void matmul_naive(matrix c, matrix a, matrix b)
{
    volatile real *nowhere = (volatile real *)8;
    *nowhere = AT(a, 0, 0) * AT(b, 0, 0) + AT(c, 0, 0);
}
