/* fails: by hand, random ranges, one side, hidden ranges
   diagnosis: one-end */
static quantizer symmetric(int bits, double low, double high)
{
    (void)low;
    quantizer q = {.highest = (1 << (bits - 1)) - 1};
    q.lowest = -q.highest;
    q.scale = high / q.highest;
    return q;
}
