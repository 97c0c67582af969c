/*
 * Half precision (IEEE 754 binary16): one sign bit, 5 of exponent, 10 of fraction. Numbers from
 * 6e-8 to 65504 with three decimal digits, in two bytes.
 */
#ifndef HALF_H
#define HALF_H

#include <stdint.h>

/* The nearest one, of two the one whose last bit is 0; infinity beyond 65519. NaN stays NaN. */
uint16_t half_from_float(float x);

/* Exact: every half is a float. */
float half_to_float(uint16_t h);

#endif
