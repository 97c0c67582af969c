#include "q_format.h"

#include <math.h>

static int16_t saturate(int64_t v)
{
    return (int16_t)(v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : v);
}

/* A product has its point 2 n places from the right: n of them go, rounded. */
static int64_t move_point(int64_t product, int n)
{
    int64_t half = n > 0 ? (int64_t)1 << (n - 1) : 0;
    return (product + half) >> n;
}

int16_t q_from_real(double v, int n)
{
    double whole = rint(ldexp(v, n));
    return (int16_t)fmin(fmax(whole, INT16_MIN), INT16_MAX);
}

int16_t q_add(int16_t a, int16_t b)
{
    return saturate((int64_t)a + b);
}

int16_t q_multiply(int16_t a, int16_t b, int n)
{
    return saturate(move_point((int64_t)a * b, n));
}

int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n)
{
    int64_t sum = 0;
    for (int k = 0; k < count; k++)
        sum += (int64_t)a[k] * b[k];
    return saturate(move_point(sum, n));
}
