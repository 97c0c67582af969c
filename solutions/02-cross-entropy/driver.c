#include "driver.h"
#include "loss.h"

/* The share is 1/m unless the case has one. The loss is that of the batch, share included. */
void run_case(arena *a)
{
    matrix logits = case_matrix(a, "logits");
    size_t count;
    uint8_t *labels = case_bytes(a, "labels", &count);
    double share = case_has("share") ? case_number("share") : 1.0 / (double)count;

    matrix gradient = matrix_new(a, logits.rows, logits.cols);
    double value =
        cross_entropy.value_and_gradient(&cross_entropy, logits, labels, share, gradient);
    answer_number("loss", value);
    answer_matrix("gradient", gradient);
}
