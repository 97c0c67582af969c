/*
 * The same inference in floating point: what the integer kernel is held against.
 *
 * Every number is a `double`, and every formula is written as on paper: sums of products, a
 * multiplication by the real number M, floor, clip. A double holds whole numbers below 2^53
 * exactly, no intermediate result reaches that, and so the two must agree in every bit. On a
 * machine with floating point it is also how a quantized network can be tried out where the
 * kernel cannot run.
 */
#ifndef INTEGER_SIMULATION_H
#define INTEGER_SIMULATION_H

#include "integer_network.h"

/* The logits of one image, in the network's own unit: whole numbers. Dense layers only. */
void integer_simulate(const integer_network *net, const uint8_t *image, double *logits);

#endif
