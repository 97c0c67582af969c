/* Single sums through `requantize`, and a layer's sums through integer_forward. */
#include "driver.h"
#include "integer_kernel.h"

/* A layer whose sums are those of the case. */
static const double *given;

static void give_sums(const integer_layer *l, const uint8_t *x, int32_t *sums)
{
    (void)x;
    for (int i = 0; i < l->outputs; i++)
        sums[i] = (int32_t)given[i];
}

static const integer_layer_type given_sums = {"given", give_sums};

static void run_layer(arena *a)
{
    size_t rows, outputs;
    double *multiplier = case_numbers(a, "multipliers", &rows),
           *shift = case_numbers(a, "shifts", &rows);
    given = case_numbers(a, "sums", &outputs);
    integer_layer l = {
        .type = &given_sums,
        .outputs = (int)outputs,
        .rows = (int)rows,
        .multiplier = arena_alloc(a, rows, sizeof *l.multiplier),
        .shift = arena_alloc(a, rows, sizeof *l.shift),
        .zero_point = (int32_t)case_number("zero_point"),
        .lowest = (int32_t)case_number("lowest"),
        .highest = (int32_t)case_number("highest"),
    };
    for (size_t i = 0; i < rows; i++) {
        l.multiplier[i] = (int32_t)multiplier[i];
        l.shift[i] = (uint8_t)shift[i];
    }
    uint8_t *bytes = arena_alloc(a, 2 * outputs, 1);
    int32_t *sums = arena_alloc(a, outputs, sizeof *sums);
    integer_forward(&l, 1, bytes, l.outputs, bytes, sums);
    double *answer = arena_alloc(a, outputs, sizeof *answer);
    for (size_t i = 0; i < outputs; i++)
        answer[i] = sums[i];
    answer_numbers("outputs", answer, outputs);
}

void run_case(arena *a)
{
    if (case_has("multipliers")) {
        run_layer(a);
        return;
    }
    size_t count;
    double *sums = case_numbers(a, "sums", &count);
    int32_t multiplier = (int32_t)case_number("multiplier");
    int shift = (int)case_number("shift");
    for (size_t i = 0; i < count; i++)
        sums[i] = requantize((int32_t)sums[i], multiplier, shift);
    answer_numbers("requantized", sums, count);
}
