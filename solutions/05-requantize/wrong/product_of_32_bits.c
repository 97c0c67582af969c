/* fails: by hand, sums, hidden sums
   diagnosis: overflow */
int32_t requantize(int32_t sum, int32_t multiplier, int shift)
{
    int64_t half = (int64_t)1 << (shift - 1);
    int32_t product = (int32_t)((uint32_t)sum * (uint32_t)multiplier); /* wraps around */
    return (int32_t)((product + half) >> shift);
}
