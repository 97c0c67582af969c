#include "q_format.h"

#include <math.h>

static int16_t saturate(int64_t v)
{
    /* Your code here. */
    return 0;
}

/* A product has its point 2 n places from the right: n of them go, rounded. */
static int64_t move_point(int64_t product, int n)
{
    /* Your code here. */
    return 0;
}

int16_t q_from_real(double v, int n)
{
    /* Your code here. */
    return 0;
}

int16_t q_add(int16_t a, int16_t b)
{
    /* Your code here. */
    return 0;
}

int16_t q_multiply(int16_t a, int16_t b, int n)
{
    /* Your code here. */
    return 0;
}

int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n)
{
    /* Your code here. */
    return 0;
}
