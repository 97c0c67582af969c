/* fails: by hand, random ranges, one side, hidden ranges
   diagnosis: step-count */
static quantizer symmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << (bits - 1)) - 1};
    q.lowest = -q.highest;
    q.scale = fmax(-low, high) / (1 << (bits - 1));
    return q;
}
