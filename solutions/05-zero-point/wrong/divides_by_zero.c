/* fails: nothing but 0
   diagnosis: zero-range */
static quantizer asymmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << bits) - 1};
    q.scale = (high - low) / q.highest;
    q.zero_point = (int)rint(-low / q.scale);
    return q;
}
