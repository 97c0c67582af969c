/* fails: by hand, squares, random shapes, hidden shapes
   diagnosis: transposed */
void matmul_at(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++) {
            real sum = 0;
            for (int k = 0; k < a.rows; k++)
                sum += AT(a, k, i) * AT(b, k, j);
            c.data[j * c.rows + i] = sum;
        }
}
