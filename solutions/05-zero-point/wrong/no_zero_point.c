/* fails: by hand, random ranges, hidden ranges
   diagnosis: no-zero-point */
static quantizer asymmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << bits) - 1};
    q.scale = (high - low) / q.highest;
    return q;
}
