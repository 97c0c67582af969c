/* fails: memory
   diagnosis: leak */
#include <stdlib.h>

static int by_size(const void *left, const void *right)
{
    real a = *(const real *)left, b = *(const real *)right;
    return (a > b) - (a < b);
}

real select_smallest(real *a, size_t n, size_t k)
{
    real *copy = malloc(n * sizeof *copy);
    memcpy(copy, a, n * sizeof *copy);
    qsort(copy, n, sizeof *copy, by_size);
    memcpy(a, copy, n * sizeof *copy);
    return a[k];
}
