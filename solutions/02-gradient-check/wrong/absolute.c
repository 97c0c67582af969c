/* fails: errors by hand, hidden errors
   diagnosis: not-relative */
double relative_error(const real *analytic, const real *numeric, size_t count)
{
    double difference = 0;
    for (size_t i = 0; i < count; i++) {
        double d = (double)analytic[i] - (double)numeric[i];
        difference += d * d;
    }
    return isfinite(difference) ? sqrt(difference) : INFINITY;
}
