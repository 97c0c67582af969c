/* fails: by hand, random ranges, nothing but 0, hidden ranges
   diagnosis: signed-range */
static quantizer asymmetric(int bits, double low, double high)
{
    quantizer q = {.lowest = -(1 << (bits - 1)), .highest = (1 << (bits - 1)) - 1};
    q.scale = (high - low) / (q.highest - q.lowest);
    q.zero_point = q.scale > 0 ? q.lowest + (int)rint(-low / q.scale) : q.lowest;
    return q;
}
