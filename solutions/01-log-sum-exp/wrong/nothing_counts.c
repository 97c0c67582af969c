/* fails: logits that do not count, hidden logits
   diagnosis: nan */
void log_sum_exp(real *out, matrix z)
{
    matrix_column_max(out, z, 0, z.cols);
    for (int j = 0; j < z.cols; j++) {
        real largest = out[j], sum = 0;
        for (int i = 0; i < z.rows; i++)
            sum += exp(AT(z, i, j) - largest);
        out[j] = largest + log(sum);
    }
}
