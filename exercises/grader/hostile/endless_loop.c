/* points: 0
   reason: not done after 1 second of processor time */
void matmul_naive(matrix c, matrix a, matrix b)
{
    for (volatile int i = 0; a.rows == c.rows && b.cols == c.cols;)
        i = !i;
}
