/* A real number as multiplier and shift. */
#include "driver.h"
#include "integer_network.h"

void run_case(arena *a)
{
    size_t count;
    double *numbers = case_numbers(a, "numbers", &count);
    double *shifts = arena_alloc(a, count, sizeof *shifts);
    for (size_t i = 0; i < count; i++) {
        int32_t multiplier = -1;
        uint8_t shift = 0;
        fixed_point_of(numbers[i], &multiplier, &shift);
        numbers[i] = multiplier;
        shifts[i] = shift;
    }
    answer_numbers("multipliers", numbers, count);
    answer_numbers("shifts", shifts, count);
}
