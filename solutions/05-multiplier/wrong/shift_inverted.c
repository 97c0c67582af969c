/* fails: by hand, random numbers, below powers of two, small numbers, hidden numbers
   diagnosis: shift-sign */
void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift)
{
    int exponent;
    double whole = rint(ldexp(frexp(m, &exponent), MULTIPLIER_BITS));
    int places = MULTIPLIER_BITS + exponent;
    if (whole == ldexp(1, MULTIPLIER_BITS)) {
        whole /= 2;
        places--;
    }
    bool vanishes = m == 0 || places > SHIFT_MAX || places < 1;
    *multiplier = vanishes ? 0 : (int32_t)whole;
    *shift = (uint8_t)(vanishes ? 1 : places);
}
