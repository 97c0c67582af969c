/* fails: sums and products, hidden numbers
   diagnosis: rounds-each */
int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n)
{
    int64_t sum = 0;
    for (int k = 0; k < count; k++)
        sum += move_point((int64_t)a[k] * b[k], n);
    return saturate(sum);
}
