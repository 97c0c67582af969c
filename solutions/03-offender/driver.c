/* Value and gradient of the largest offender's hinge loss, for a batch of logits. */
#include "driver.h"
#include "offender.h"

void run_case(arena *a)
{
    matrix logits = case_matrix(a, "logits");
    size_t count;
    uint8_t *labels = case_bytes(a, "labels", &count);
    matrix gradient = matrix_new(a, logits.rows, logits.cols);
    matrix_fill(gradient, 9); /* what was there before is nobody's business */
    double share = case_number("share");
    answer_number("value",
                  offender.value_and_gradient(&offender, logits, labels, share, gradient));
    answer_matrix("gradient", gradient);
}
