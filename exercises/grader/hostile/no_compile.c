/* points: 0
   reason: does not compile */
void matmul_naive(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++
        AT(c, i, 0) = AT(a, i, 0) * AT(b, 0, 0)
}
