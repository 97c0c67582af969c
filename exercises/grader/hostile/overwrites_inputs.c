/* The right product, but A and B are spoiled afterwards.
   points: 0
   reason: wrong */
void matmul_naive(matrix c, matrix a, matrix b)
{
    matmul(c, a, b);
    memset(a.data, 0, matrix_size(a) * sizeof *a.data);
    memset(b.data, 0, matrix_size(b) * sizeof *b.data);
}
