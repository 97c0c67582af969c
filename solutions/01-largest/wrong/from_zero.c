/* fails: by hand, negative, random columns, hidden columns
   diagnosis: from-zero */
void matrix_argmax(int *out, matrix a)
{
    for (int j = 0; j < a.cols; j++) {
        real best = 0;
        out[j] = 0;
        for (int i = 0; i < a.rows; i++)
            if (AT(a, i, j) > best) {
                best = AT(a, i, j);
                out[j] = i;
            }
    }
}

void matrix_column_max(real *out, matrix a, int first, int count)
{
    for (int j = 0; j < count; j++) {
        out[j] = 0;
        for (int i = 0; i < a.rows; i++)
            if (AT(a, i, first + j) > out[j])
                out[j] = AT(a, i, first + j);
    }
}
