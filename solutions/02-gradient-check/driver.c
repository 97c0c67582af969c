#include "driver.h"
#include "gradient_check.h"

#include <math.h>
#include <string.h>

typedef struct function {
    matrix at; /* where it is computed: a column */
    const double *slope, *curve;
    int calls;
} function;

static double value(void *context)
{
    function *f = context;
    const real *v = f->at.data;
    double sum = 0;
    for (int k = 0; k < f->at.rows; k++) {
        double x = (double)v[k], next = k + 1 < f->at.rows ? (double)v[k + 1] : 0;
        sum += f->slope[k] * x + f->curve[k] * x * x + x * next;
    }
    f->calls++;
    return sum;
}

static void differentiate(arena *a)
{
    size_t count;
    function f = {.at = case_matrix(a, "at"),
                  .slope = case_numbers(a, "slope", &count),
                  .curve = case_numbers(a, "curve", &count)};
    matrix numeric = matrix_new(a, (int)count, 1), before = matrix_new(a, (int)count, 1);
    matrix_copy(before, f.at);
    numeric_gradient(numeric.data, f.at.data, count, value, &f);
    answer_matrix("gradient", numeric);
    answer_number("calls", f.calls);

    int changed = 0;
    for (size_t k = 0; k < count; k++)
        changed += memcmp(&f.at.data[k], &before.data[k], sizeof(real)) != 0;
    answer_number("changed", changed);
}

/* Either the error of two vectors is asked for, or the gradient of a function. */
void run_case(arena *a)
{
    if (!case_has("analytic")) {
        differentiate(a);
        return;
    }
    matrix analytic = case_matrix(a, "analytic"), numeric = case_matrix(a, "numeric");
    answer_number("error",
                  relative_error(analytic.data, numeric.data, matrix_size(analytic)));
}
