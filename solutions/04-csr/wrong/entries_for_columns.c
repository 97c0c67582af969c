/* fails: product by hand, any product
   diagnosis: entry-for-column */
void sparse_times_vector(matrix y, const sparse_matrix *w, matrix x)
{
    for (int i = 0; i < w->rows; i++) {
        real sum = 0;
        for (int32_t k = w->start[i]; k < w->start[i + 1]; k++)
            sum += w->value[k] * x.data[(k - w->start[i]) % w->cols];
        y.data[i] = sum;
    }
}
