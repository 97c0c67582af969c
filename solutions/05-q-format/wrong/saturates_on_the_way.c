/* fails: by hand, sums and products, saturation
   diagnosis: saturates-each */
int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n)
{
    int16_t sum = 0;
    for (int k = 0; k < count; k++)
        sum = q_add(sum, q_multiply(a[k], b[k], n));
    return sum;
}
