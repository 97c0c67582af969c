/*
 * Random numbers: PCG32 (Melissa O'Neill, "PCG: A Family of Simple Fast Space-Efficient
 * Statistically Good Algorithms for Random Number Generation", 2014; pcg-random.org), the
 * 64-bit state, 32-bit output "XSH RR" variant.
 *
 * A generator is a value that is passed in; nothing is global. The same seed and stream give
 * the same numbers on every machine. Different streams of one seed are independent
 * sequences: one for the weights, one for the order of the images, one for augmentation, so
 * that a change in one does not disturb the others.
 *
 * Seed 42, stream 54 gives a15c02b7 7b47f409 ba1d3330 83d2f293 bfa4784b cbed606e.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

typedef struct rng {
    uint64_t state;
    uint64_t increment; /* odd; chooses the stream */
} rng;

rng rng_new(uint64_t seed, uint64_t stream);

uint32_t rng_next(rng *r);               /* 32 random bits */
uint32_t rng_below(rng *r, uint32_t n);  /* uniform on 0 .. n-1, without bias; n > 0 */
double rng_uniform(rng *r);              /* uniform on [0, 1), a multiple of 2^-53 */
double rng_normal(rng *r);               /* mean 0, variance 1 (Box and Muller 1958) */
void rng_shuffle(rng *r, int *a, int n); /* Fisher and Yates; each order equally likely */

#endif
