/* Each of the four functions, for those inputs that the case has. */
#include "driver.h"
#include "q_format.h"

static int16_t *shorts(arena *a, const char *name, size_t *count)
{
    double *given = case_numbers(a, name, count);
    int16_t *q = arena_alloc(a, *count, sizeof *q);
    for (size_t i = 0; i < *count; i++)
        q[i] = (int16_t)given[i];
    return q;
}

void run_case(arena *a)
{
    int n = (int)case_number("n");
    size_t count;
    if (case_has("reals")) {
        double *v = case_numbers(a, "reals", &count);
        for (size_t i = 0; i < count; i++)
            v[i] = q_from_real(v[i], n);
        answer_numbers("from_real", v, count);
    }
    if (!case_has("a"))
        return;
    int16_t *x = shorts(a, "a", &count), *y = shorts(a, "b", &count);
    double *sum = arena_alloc(a, count, sizeof *sum),
           *product = arena_alloc(a, count, sizeof *product);
    for (size_t i = 0; i < count; i++) {
        sum[i] = q_add(x[i], y[i]);
        product[i] = q_multiply(x[i], y[i], n);
    }
    answer_numbers("sums", sum, count);
    answer_numbers("products", product, count);
    answer_number("dot", q_dot(x, y, (int)count, n));
}
