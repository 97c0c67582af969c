/* fails: by hand, sums, hidden sums
   diagnosis: no-half */
int32_t requantize(int32_t sum, int32_t multiplier, int shift)
{
    return (int32_t)(((int64_t)sum * multiplier) >> shift);
}
