/* fails: by hand, squares, random shapes, hidden shapes
   diagnosis: not-zeroed */
void matmul_at(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++)
            for (int k = 0; k < a.rows; k++)
                AT(c, i, j) += AT(a, k, i) * AT(b, k, j);
}
