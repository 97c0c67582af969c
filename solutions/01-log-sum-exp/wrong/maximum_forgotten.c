/* fails: by hand, large logits, logits that do not count, random logits, hidden logits
   diagnosis: maximum-not-added */
void log_sum_exp(real *out, matrix z)
{
    matrix_column_max(out, z, 0, z.cols);
    for (int j = 0; j < z.cols; j++) {
        real largest = out[j], sum = 0;
        if (largest == -INFINITY)
            continue;
        for (int i = 0; i < z.rows; i++)
            sum += exp(AT(z, i, j) - largest);
        out[j] = log(sum);
    }
}
