/* fails: large logits, hidden logits
   diagnosis: one-maximum */
void log_sum_exp(real *out, matrix z)
{
    real largest = z.data[0];
    for (size_t i = 0; i < matrix_size(z); i++)
        largest = z.data[i] > largest ? z.data[i] : largest;
    for (int j = 0; j < z.cols; j++) {
        real sum = 0;
        for (int i = 0; i < z.rows; i++)
            sum += exp(AT(z, i, j) - largest);
        out[j] = largest + log(sum);
    }
}
