#include "random.h"

#include <math.h>

rng rng_new(uint64_t seed, uint64_t stream)
{
    rng r = {.state = 0, .increment = (stream << 1) | 1};
    rng_next(&r);
    r.state += seed;
    rng_next(&r);
    return r;
}

uint32_t rng_next(rng *r)
{
    uint64_t old = r->state;
    r->state = old * 6364136223846793005u + r->increment;
    uint32_t xorshifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t rotation = (uint32_t)(old >> 59);
    return (xorshifted >> rotation) | (xorshifted << (-rotation & 31));
}

uint32_t rng_below(rng *r, uint32_t n)
{
    uint32_t threshold = -n % n; /* 2^32 mod n: that many results would count twice */
    for (;;) {
        uint32_t x = rng_next(r);
        if (x >= threshold)
            return x % n;
    }
}

double rng_uniform(rng *r)
{
    uint64_t high = rng_next(r) >> 5, low = rng_next(r) >> 6; /* 27 and 26 bits */
    return (double)(high << 26 | low) * 0x1p-53;
}

double rng_normal(rng *r)
{
    const double two_pi = 6.283185307179586;
    double radius = sqrt(-2 * log(1 - rng_uniform(r))); /* 1 - u is never 0 */
    return radius * cos(two_pi * rng_uniform(r));
}

void rng_shuffle(rng *r, int *a, int n)
{
    for (int i = n - 1; i > 0; i--) {
        int j = (int)rng_below(r, (uint32_t)i + 1);
        int swapped = a[i];
        a[i] = a[j];
        a[j] = swapped;
    }
}
