/* Whole numbers for a list of values, and what they stand for. */
#include "driver.h"
#include "quantizer.h"

void run_case(arena *a)
{
    quantizer q = {
        .scale = case_number("scale"),
        .zero_point = (int)case_number("zero_point"),
        .lowest = (int)case_number("lowest"),
        .highest = (int)case_number("highest"),
        .truncates = case_number("truncates") != 0,
    };
    size_t count;
    double *v = case_numbers(a, "values", &count);
    for (size_t i = 0; i < count; i++)
        v[i] = quantize(&q, v[i]);
    answer_numbers("whole", v, count);
}
