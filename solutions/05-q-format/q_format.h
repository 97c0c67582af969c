/*
 * Fixed point with saturation: fractions for a processor that has only whole numbers.
 *
 * A number in Q(15-n).n is an int16_t q that stands for q / 2^n; 0 <= n <= 15 is the place of
 * the point, which is nowhere stored. What does not fit is *saturated*: it becomes the nearest
 * number that does, 32767 or -32768. It never wraps around, so that what is too large stays
 * large.
 */
#ifndef Q_FORMAT_H
#define Q_FORMAT_H

#include <stdint.h>

/* The number nearest to v, which is finite; halves go to the even one. */
int16_t q_from_real(double v, int n);

/* a + b, in the format of both. */
int16_t q_add(int16_t a, int16_t b);

/* a b, of two numbers in Q(15-n).n, in the same format: floor(a b / 2^n + 1/2). */
int16_t q_multiply(int16_t a, int16_t b, int n);

/*
 * The sum of a[k] b[k], of `count` products, as q_multiply would round it, but rounded and saturated
 * once, at the end: the products are added up as they are. There may be many thousand.
 */
int16_t q_dot(const int16_t *a, const int16_t *b, int count, int n);

#endif
