/* fails: errors by hand, hidden errors
   diagnosis: nan-passes */
double relative_error(const real *analytic, const real *numeric, size_t count)
{
    double difference = 0, a = 0, n = 0;
    for (size_t i = 0; i < count; i++) {
        double d = (double)analytic[i] - (double)numeric[i];
        difference += d * d;
        a += (double)analytic[i] * (double)analytic[i];
        n += (double)numeric[i] * (double)numeric[i];
    }
    return difference == 0 ? 0 : sqrt(difference) / (sqrt(a) + sqrt(n));
}
