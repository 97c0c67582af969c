/* fails: by hand, negative, random columns, hidden columns
   diagnosis: last-row */
void matrix_argmax(int *out, matrix a)
{
    for (int j = 0; j < a.cols; j++) {
        out[j] = 0;
        for (int i = 1; i < a.rows - 1; i++)
            if (AT(a, i, j) > AT(a, out[j], j))
                out[j] = i;
    }
}

void matrix_column_max(real *out, matrix a, int first, int count)
{
    for (int j = 0; j < count; j++) {
        out[j] = AT(a, 0, first + j);
        for (int i = 1; i < a.rows - 1; i++)
            if (AT(a, i, first + j) > out[j])
                out[j] = AT(a, i, first + j);
    }
}
