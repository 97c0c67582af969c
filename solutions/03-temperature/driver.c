/* The loss and its slope at the temperatures of `at`, and the best temperature. */
#include "driver.h"
#include "temperature.h"

void run_case(arena *a)
{
    matrix logits = case_matrix(a, "logits");
    size_t count;
    uint8_t *labels = case_bytes(a, "labels", &count);
    if (case_has("at")) {
        const double *at = case_numbers(a, "at", &count);
        double *losses = arena_alloc(a, count, sizeof *losses);
        double *slopes = arena_alloc(a, count, sizeof *slopes);
        for (size_t k = 0; k < count; k++) {
            losses[k] = temperature_loss(logits, labels, at[k]);
            slopes[k] = temperature_slope(logits, labels, at[k]);
        }
        answer_numbers("loss", losses, count);
        answer_numbers("slope", slopes, count);
    } else {
        answer_number("best", temperature_best(logits, labels));
    }
}
