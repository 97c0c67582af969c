/* fails: by hand, squares, random shapes, hidden shapes
   diagnosis: sum-goes-on */
void matmul_at(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++) {
        real sum = 0;
        for (int j = 0; j < c.cols; j++) {
            for (int k = 0; k < a.rows; k++)
                sum += AT(a, k, i) * AT(b, k, j);
            AT(c, i, j) = sum;
        }
    }
}
