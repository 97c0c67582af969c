/* fails: by hand, ties, hidden columns
   diagnosis: last-wins */
void matrix_argmax(int *out, matrix a)
{
    for (int j = 0; j < a.cols; j++) {
        out[j] = 0;
        for (int i = 1; i < a.rows; i++)
            if (AT(a, i, j) >= AT(a, out[j], j))
                out[j] = i;
    }
}
