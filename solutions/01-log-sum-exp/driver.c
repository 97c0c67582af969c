#include "driver.h"
#include "log_sum_exp.h"

/* out arrives filled with 100. */
void run_case(arena *a)
{
    matrix z = case_matrix(a, "z");
    size_t cols = (size_t)z.cols;
    real *out = arena_alloc(a, cols, sizeof *out);
    for (size_t j = 0; j < cols; j++)
        out[j] = 100;
    log_sum_exp(out, z);

    double *answers = arena_alloc(a, cols, sizeof *answers);
    for (size_t j = 0; j < cols; j++)
        answers[j] = (double)out[j];
    answer_numbers("out", answers, cols);
}
