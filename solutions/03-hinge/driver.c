/* Value and gradient of the hinge loss for a batch of logits. */
#include "driver.h"
#include "losses.h"

void run_case(arena *a)
{
    matrix logits = case_matrix(a, "logits");
    size_t count;
    uint8_t *labels = case_bytes(a, "labels", &count);
    loss_settings settings = {0};
    const loss *l = loss_new(a, loss_choose("loss", "hinge"), &settings);
    matrix gradient = matrix_new(a, logits.rows, logits.cols);
    matrix_fill(gradient, 9); /* what was there before is nobody's business */
    double share = case_number("share");
    double value = l->value_and_gradient(l, logits, labels, share, gradient);
    answer_number("value", value);
    answer_matrix("gradient", gradient);
}
