/* fails: by hand, one row or column, random shapes, hidden shapes
   diagnosis: one-bias */
void matrix_add_column(matrix out, matrix a, matrix b)
{
    for (int i = 0; i < a.rows; i++)
        for (int j = 0; j < a.cols; j++)
            AT(out, i, j) = AT(a, i, j) + AT(b, 0, 0);
}
