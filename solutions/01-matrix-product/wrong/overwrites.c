/* fails: by hand, square
   diagnosis: last-term */
void matmul_naive(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++)
            for (int k = 0; k < a.cols; k++)
                AT(c, i, j) = AT(a, i, k) * AT(b, k, j);
}
