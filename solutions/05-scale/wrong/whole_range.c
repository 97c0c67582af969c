/* fails: by hand, random ranges, one side, hidden ranges
   diagnosis: whole-range */
static quantizer symmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << (bits - 1)) - 1};
    q.lowest = -q.highest;
    q.scale = (high - low) / (q.highest - q.lowest);
    return q;
}
