/* fails: by hand, random ranges, one side, hidden ranges
   diagnosis: one-more-below */
static quantizer symmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << (bits - 1)) - 1, .lowest = -(1 << (bits - 1))};
    q.scale = fmax(-low, high) / q.highest;
    return q;
}
