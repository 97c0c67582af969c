/* fails: by hand, random numbers, below powers of two, small numbers, hidden numbers
   diagnosis: few-digits */
void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift)
{
    *multiplier = (int32_t)rint(ldexp(m, 16));
    *shift = *multiplier == 0 ? 1 : 16;
}
