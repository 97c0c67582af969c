/* fails: by hand, squares, random shapes, hidden shapes
   diagnosis: not-transposed */
void matmul_at(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++) {
            real sum = 0;
            for (int k = 0; k < a.rows && k < a.cols; k++)
                sum += AT(a, i % a.rows, k) * AT(b, k, j);
            AT(c, i, j) = sum;
        }
}
