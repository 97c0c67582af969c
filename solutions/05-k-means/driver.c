/* A codebook for some numbers, and each number's place in it. */
#include "codebook.h"
#include "driver.h"

void run_case(arena *a)
{
    size_t count;
    double *given = case_numbers(a, "numbers", &count);
    real *v = arena_alloc(a, count, sizeof *v);
    for (size_t i = 0; i < count; i++)
        v[i] = (real)given[i];
    codebook b = codebook_k_means((int)case_number("bits"), v, count);
    double *levels = arena_alloc(a, (size_t)b.size, sizeof *levels);
    for (int k = 0; k < b.size; k++)
        levels[k] = (double)b.levels[k];
    answer_numbers("levels", levels, (size_t)b.size);
}
