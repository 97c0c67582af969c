/*
 * One of the three functions, by what the case has: scores to be masked, weights to be stored, or
 * stored weights to be multiplied.
 */
#include <string.h>

#include "driver.h"
#include "two_of_four.h"

static double *as_numbers(arena *a, const uint8_t *bytes, size_t count)
{
    double *numbers = arena_alloc(a, count, sizeof *numbers);
    for (size_t k = 0; k < count; k++)
        numbers[k] = bytes[k];
    return numbers;
}

static void answer_mask(arena *a)
{
    matrix scores = case_matrix(a, "scores"),
           mask = matrix_new(a, scores.rows, scores.cols);
    uint8_t *keep = arena_alloc(a, matrix_size(scores), 1);
    memset(keep, 5, matrix_size(scores)); /* a mask of long ago */
    two_of_four_mask(keep, scores);
    for (size_t k = 0; k < matrix_size(scores); k++)
        mask.data[k] = keep[k];
    answer_matrix("mask", mask);
}

static void answer_stored(arena *a)
{
    two_of_four s = two_of_four_new(a, case_matrix(a, "w"));
    if (s.value == NULL || s.place == NULL || s.rows <= 0 || s.groups <= 0)
        return; /* nothing is stored, nothing to answer */
    size_t count = (size_t)s.rows * (size_t)s.groups;
    answer_number("groups", s.groups);
    answer_matrix("value", (matrix){.rows = (int)count, .cols = KEPT_OF, .data = s.value});
    answer_numbers("place", as_numbers(a, s.place, count), count);
}

static void answer_product(arena *a)
{
    matrix value = case_matrix(a, "value"), x = case_matrix(a, "x");
    size_t count;
    const double *place = case_numbers(a, "place", &count);
    two_of_four s = {.rows = (int)case_number("rows"), .cols = x.rows, .value = value.data};
    s.groups = (int)count / s.rows;
    s.place = arena_alloc(a, count, 1);
    for (size_t n = 0; n < count; n++)
        s.place[n] = (uint8_t)place[n];
    matrix y = matrix_new(a, s.rows, 1);
    matrix_fill(y, 7); /* of an earlier product */
    two_of_four_times_vector(y, &s, x);
    answer_matrix("y", y);
}

void run_case(arena *a)
{
    if (case_has("scores"))
        answer_mask(a);
    else if (case_has("w"))
        answer_stored(a);
    else
        answer_product(a);
}
