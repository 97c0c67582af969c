#include "half.h"

#include <math.h>

enum { SIGN = 0x8000, INFINITE = 0x7c00, QUIET_NAN = 0x7e00, FRACTION_BITS = 10 };

float half_to_float(uint16_t h)
{
    int exponent = (h & INFINITE) >> FRACTION_BITS, fraction = h & 0x3ff;
    float size = exponent == 31 ? (fraction != 0 ? NAN : INFINITY)
                 : exponent == 0
                     ? ldexpf((float)fraction, -24) /* below the smallest exponent */
                     : ldexpf((float)(fraction + 1024), exponent - 25);
    return (h & SIGN) != 0 ? -size : size;
}

uint16_t half_from_float(float x)
{
    uint16_t sign = signbit(x) ? SIGN : 0;
    if (isnan(x))
        return sign | QUIET_NAN;
    float size = fabsf(x);
    if (size >= 65520)
        return sign | INFINITE;
    int exponent = -24; /* for 0 */
    if (size > 0)
        frexpf(size, &exponent); /* size = 0.5 .. 1 times 2^exponent */
    /* The last bit of a half of this size is worth 2^(exponent - 11), at least 2^-24. */
    int last = exponent - 11 > -24 ? exponent - 11 : -24;
    uint32_t units = (uint32_t)rintf(ldexpf(size, -last)); /* 0 .. 2048 */
    /* As a number, exponent and fraction of a half count those units, 1024 to an exponent. */
    return (uint16_t)(sign | (units + (uint32_t)(last + 24) * 1024));
}
