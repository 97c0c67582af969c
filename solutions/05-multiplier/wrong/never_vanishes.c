/* fails: small numbers
   diagnosis: shift-too-far */
void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift)
{
    int exponent;
    double whole = rint(ldexp(frexp(m, &exponent), MULTIPLIER_BITS));
    int places = MULTIPLIER_BITS - exponent;
    if (whole == ldexp(1, MULTIPLIER_BITS)) {
        whole /= 2;
        places--;
    }
    *multiplier = (int32_t)whole;
    *shift = (uint8_t)(m == 0 ? 1 : places);
}
