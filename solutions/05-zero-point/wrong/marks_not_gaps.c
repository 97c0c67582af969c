/* fails: by hand, random ranges, hidden ranges
   diagnosis: step-count */
static quantizer asymmetric(int bits, double low, double high)
{
    quantizer q = {.highest = (1 << bits) - 1};
    q.scale = (high - low) / (1 << bits);
    q.zero_point = q.scale > 0 ? (int)rint(-low / q.scale) : 0;
    return q;
}
