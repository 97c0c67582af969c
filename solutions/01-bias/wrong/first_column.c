/* fails: by hand, one row or column, random shapes, hidden shapes
   diagnosis: first-column */
void matrix_add_column(matrix out, matrix a, matrix b)
{
    matrix_copy(out, a);
    for (int i = 0; i < a.rows; i++)
        AT(out, i, 0) += AT(b, i, 0);
}
