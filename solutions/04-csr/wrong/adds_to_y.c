/* fails: product by hand, any product
   diagnosis: not-zeroed */
void sparse_times_vector(matrix y, const sparse_matrix *w, matrix x)
{
    for (int i = 0; i < w->rows; i++)
        for (int32_t k = w->start[i]; k < w->start[i + 1]; k++)
            y.data[i] += w->value[k] * x.data[w->column[k]];
}
