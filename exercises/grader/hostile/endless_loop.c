/* points: 0
   reason: not done after 2 seconds */
void matmul_naive(matrix c, matrix a, matrix b)
{
    for (volatile int i = 0; a.rows == c.rows && b.cols == c.cols;)
        i = !i;
}
