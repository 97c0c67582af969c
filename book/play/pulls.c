/*
 * Chapter 3's losses along one line: the right logit leads nine others, all alike, by `lead`.
 */
#include "losses.h"

#include "export.h"

enum { LABEL = 0, POINTS = 512 };

static arena memory;
static matrix logits, gradient;
static uint8_t labels[POINTS];
static double values[POINTS], pulls[POINTS];

/* Values and pulls of a loss, kind 0 .. loss_kinds-1, at `count` leads from .. to. A pull is minus
   the gradient at the right logit. */
EXPORT void pulls_along(int kind, double gamma, double smoothing, double from, double to,
                        int count)
{
    arena_free(&memory);
    logits = matrix_new(&memory, DATASET_CLASSES, 1);
    gradient = matrix_new(&memory, DATASET_CLASSES, 1);
    loss_settings settings = {.gamma = gamma, .smoothing = smoothing};
    const loss *l = loss_new(&memory, kind, &settings);
    labels[0] = LABEL;
    for (int i = 0; i < count && i < POINTS; i++) {
        AT(logits, LABEL, 0) = (real)(from + (to - from) * i / (count - 1));
        values[i] = l->value_and_gradient(l, logits, labels, 1, gradient);
        pulls[i] = -(double)AT(gradient, LABEL, 0);
    }
}

EXPORT double *pulls_values(void)
{
    return values;
}

EXPORT double *pulls_pulls(void)
{
    return pulls;
}
