/* fails: by hand, sums, hidden sums
   diagnosis: towards-zero */
int32_t requantize(int32_t sum, int32_t multiplier, int shift)
{
    int64_t half = (int64_t)1 << (shift - 1);
    return (int32_t)(((int64_t)sum * multiplier + half) / ((int64_t)1 << shift));
}
