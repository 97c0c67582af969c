/*
 * A quantizer: whole numbers in the place of real ones.
 *
 *     q = clip(round(v / scale) + zero_point, lowest, highest)
 *     v' = scale (q - zero_point)
 *
 * `scale` is the distance between neighbours, zero_point the whole number that stands for 0.
 * Rounding is to the nearest, halves to the even one (IEEE 754's default). Between the two
 * ends |v - v'| <= scale / 2; what lies beyond an end is clipped to it.
 *
 *     symmetric   -(2^(b-1) - 1) .. 2^(b-1) - 1, zero_point 0: for 8 bits -127 .. 127. There
 *                 is one number less than b bits can hold, and -v has -q. With 2 bits: -1, 0, 1
 *     asymmetric  0 .. 2^b - 1, from low to high; zero_point is whole, so that 0, of which
 *                 there is much (paper, relu, padding), is represented exactly
 *     Q format    symmetric, with a scale that is a power of two: a shift
 */
#ifndef QUANTIZER_H
#define QUANTIZER_H

#include <stdbool.h>

#include "matrix.h"

enum { QUANTIZER_MAX_BITS = 8 };

typedef struct quantizer {
    double scale; /* > 0 */
    int zero_point, lowest, highest;
    bool truncates; /* the report's way: cut off towards 0 instead of rounding */
} quantizer;

typedef enum quantizer_kind { SYMMETRIC, ASYMMETRIC, Q_FORMAT } quantizer_kind;

/* The quantizer of a kind, of 2 .. 8 bits, for numbers from low to high; 0 is always among
   them. A range that is 0 alone gives scale 1. */
quantizer quantizer_new(quantizer_kind kind, int bits, double low, double high);

/* The report's: -s .. s for [-1, 1], s = 2^bits - 1. Its numbers take bits + 1 bits. */
quantizer quantizer_report(int bits, bool truncates);

/* The numbers that it represents reach from .. to. */
double quantizer_low(const quantizer *q);
double quantizer_high(const quantizer *q);

/* Bits for a number from lowest to highest. */
int quantizer_bits(const quantizer *q);

int quantize(const quantizer *q, double v); /* NaN becomes the lowest */
double dequantize(const quantizer *q, int whole);

/* out = v', n numbers; may work in place. */
void fake_quantize(const quantizer *q, real *out, const real *v, size_t n);

#endif
