/* fails: by hand, negative, random columns, hidden columns
   diagnosis: ignores-first */
void matrix_column_max(real *out, matrix a, int first, int count)
{
    (void)first;
    for (int j = 0; j < count; j++) {
        out[j] = AT(a, 0, j);
        for (int i = 1; i < a.rows; i++)
            if (AT(a, i, j) > out[j])
                out[j] = AT(a, i, j);
    }
}
