#include "percentile.h"

#include <string.h>
#include <tgmath.h>

#include "error.h"

static real median_of_three(real a, real b, real c)
{
    real low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/*
 * Splits the part of the array that is still in question at a value from its middle: smaller
 * numbers to the left, larger ones to the right. The number sought is in one of the two parts;
 * the other needs no more attention.
 */
real select_smallest(real *a, size_t n, size_t k)
{
    CHECK(k < n, "number %zu of %zu", k, n);
    ptrdiff_t first = 0, last = (ptrdiff_t)n - 1, sought = (ptrdiff_t)k;
    while (first < last) {
        real pivot = median_of_three(a[first], a[(first + last) / 2], a[last]);
        ptrdiff_t i = first, j = last;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i <= j) {
                real swapped = a[i];
                a[i++] = a[j];
                a[j--] = swapped;
            }
        }
        if (sought <= j)
            last = j;
        else if (sought >= i)
            first = i;
        else
            break;
    }
    return a[k];
}

double percentile(const real *a, size_t n, double p, real *scratch)
{
    /* Your code here. */
    return 0;
}
