/* fails: large logits, hidden logits
   diagnosis: overflow */
void log_sum_exp(real *out, matrix z)
{
    for (int j = 0; j < z.cols; j++) {
        real sum = 0;
        for (int i = 0; i < z.rows; i++)
            sum += exp(AT(z, i, j));
        out[j] = log(sum);
    }
}
