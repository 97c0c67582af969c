/* fails: saturation
   diagnosis: overflow */
int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n)
{
    uint32_t sum = 0; /* wraps around */
    for (int k = 0; k < count; k++)
        sum += (uint32_t)(a[k] * b[k]);
    return saturate(move_point((int32_t)sum, n));
}
