/* fails: by hand, random ranges, hidden ranges
   diagnosis: truncated */
static quantizer asymmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << bits) - 1};
    q.scale = (high - low) / q.highest;
    q.zero_point = q.scale > 0 ? (int)(-low / q.scale) : 0;
    return q;
}
