/* fails: by hand, square
   diagnosis: transposed-b */
void matmul_naive(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++) {
            real sum = 0;
            for (int k = 0; k < a.cols; k++)
                sum += AT(a, i, k) * AT(b, j, k);
            AT(c, i, j) = sum;
        }
}
