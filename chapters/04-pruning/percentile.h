/*
 * Percentiles, as NumPy defines them.
 *
 * The p-th percentile of n numbers is the value below which p of a hundred of them lie. With
 * the numbers sorted, a[0] <= ... <= a[n-1], it stands at place
 *
 *     v = p / 100 (n - 1)
 *
 * and where v is not whole, between its two neighbours in a straight line (NumPy's default,
 * method="linear"; number 7 of the nine definitions in Hyndman and Fan 1996). The 0th is the
 * smallest number, the 50th the median, the 100th the largest.
 *
 * Nothing is sorted: finding the number at one place of the order takes a time that grows
 * with n, not n log n (Hoare's "Find", Communications of the ACM 4, 1961).
 */
#ifndef PERCENTILE_H
#define PERCENTILE_H

#include "matrix.h"

/* The k-th smallest of n numbers, from k = 0. Reorders a: what is not above a[k] then stands
   before it, what is not below it, behind. */
real select_smallest(real *a, size_t n, size_t k);

/*
 * The p-th percentile of n > 0 numbers, 0 <= p <= 100. a stays as it is; scratch is room for
 * n numbers. NAN if one of them is not a number.
 */
double percentile(const real *a, size_t n, double p, real *scratch);

#endif
