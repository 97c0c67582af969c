/* fails: by hand, random ranges, one side, hidden ranges
   diagnosis: inverted */
static quantizer symmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << (bits - 1)) - 1};
    q.lowest = -q.highest;
    q.scale = q.highest / fmax(-low, high);
    return q;
}
