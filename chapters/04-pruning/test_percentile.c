#include "percentile.h"

#include <stdio.h>
#include <stdlib.h>

#include "test_numbers.h"
#include "test_oracle.h"

/* Each array of the oracle, each percentile: NumPy's number, and the array left in order. */
Test(percentile, is_numpys)
{
    static const char *const names[] = {"n1",    "n2",   "n3",    "n10",    "n101",
                                        "n1000", "ties", "equal", "falling"};
    tensor_file f = oracle_read("04-pruning", "percentiles.safetensors");
    arena memory = {0};
    const tensor *percents = tensor_find(&f, "percents");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char key[40];
        snprintf(key, sizeof key, "%s.percentiles", names[i]);
        const double *wanted = tensor_find(&f, key)->data;
        matrix a = oracle_matrix(&memory, &f, names[i]), before = copy_of(&memory, a);
        real *scratch = arena_alloc(&memory, matrix_size(a), sizeof *scratch);
        for (size_t k = 0; k < percents->shape[0]; k++) {
            double p = ((const double *)percents->data)[k];
            double found = percentile(a.data, matrix_size(a), p, scratch);
            cr_expect(fabs(found - wanted[k]) <= 4 * DBL_EPSILON * fabs(wanted[k]),
                      "%s, %g %%: %.17g, wanted %.17g", names[i], p, found, wanted[k]);
        }
        cr_expect(same_bits(a, before), "%s: the array has changed", names[i]);
    }
    arena_free(&memory);
    tensor_file_free(&f);
}

Test(percentile, of_what_is_not_a_number_is_none)
{
    real a[] = {3, 1, NAN, 2}, scratch[4];
    for (int p = 0; p <= 100; p += 25)
        cr_expect(isnan(percentile(a, 4, p, scratch)), "%d %%: a number", p);
    cr_expect(percentile((real[]){-INFINITY, 0, INFINITY}, 3, 50, scratch) == 0,
              "the middle of three is not 0");
}

static int compare(const void *left, const void *right)
{
    real a = *(const real *)left, b = *(const real *)right;
    return (a > b) - (a < b);
}

/* Arrays that are hard on a quickselect: sorted, reversed, few values, organ pipes. */
static real hard_number(int kind, int i, int n, rng *r)
{
    switch (kind) {
    case 0:
        return (real)i;
    case 1:
        return (real)(n - i);
    case 2:
        return (real)rng_below(r, 3);
    case 3:
        return (real)(i < n / 2 ? i : n - i);
    default:
        return (real)rng_uniform(r);
    }
}

Test(select_smallest, finds_every_place)
{
    enum { MOST = 65 };
    rng r = rng_new(1, 1);
    for (int kind = 0; kind < 5; kind++)
        for (int n = 1; n <= MOST; n += 8)
            for (int k = 0; k < n; k++) {
                real a[MOST], sorted[MOST] = {0};
                for (int i = 0; i < n; i++)
                    sorted[i] = a[i] = hard_number(kind, i, n, &r);
                qsort(sorted, (size_t)n, sizeof *sorted, compare);
                real found = select_smallest(a, (size_t)n, (size_t)k);
                cr_expect(found == sorted[k] && a[k] == found,
                          "kind %d, number %d of %d: %g, wanted %g", kind, k, n,
                          (double)found, (double)sorted[k]);
                for (int i = 0; i < n; i++)
                    cr_expect(i < k ? a[i] <= found : a[i] >= found,
                              "kind %d, %d of %d: place %d is wrong", kind, k, n, i);
            }
}
