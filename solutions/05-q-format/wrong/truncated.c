/* fails: by hand, real numbers
   diagnosis: truncated */
int16_t q_from_real(double v, int n)
{
    double whole = trunc(ldexp(v, n));
    return (int16_t)fmin(fmax(whole, INT16_MIN), INT16_MAX);
}
