/* fails: below powers of two
   diagnosis: too-long */
void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift)
{
    int exponent;
    int32_t whole = (int32_t)rint(ldexp(frexp(m, &exponent), MULTIPLIER_BITS));
    int places = MULTIPLIER_BITS - exponent;
    bool vanishes = m == 0 || places > SHIFT_MAX;
    *multiplier = vanishes ? 0 : whole;
    *shift = (uint8_t)(vanishes ? 1 : places);
}
