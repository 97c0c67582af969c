#include "gradient_check.h"

#include <float.h>
#include <math.h>
#include <string.h>

double relative_error(const real *analytic, const real *numeric, size_t count)
{
    /* Your code here. */
    return -1;
}

/* The best step balances the formula's error, h^2, against rounding, epsilon / h. */
static real step_size(void)
{
    return (real)cbrt(sizeof(real) == sizeof(double) ? DBL_EPSILON : (double)FLT_EPSILON);
}

void numeric_gradient(real *numeric, real *numbers, size_t count, scalar_function *f,
                      void *context)
{
    /* Your code here. */
}

typedef struct weighted_logits {
    network *net;
    const batch *b;
    matrix upstream;
} weighted_logits;

/* Sum of upstream * logits: its gradient with respect to the logits is upstream. */
static double weighted_sum_of_logits(void *context)
{
    weighted_logits *w = context;
    matrix logits = network_forward(w->net, w->b, true);
    double sum = 0;
    for (size_t i = 0; i < matrix_size(logits); i++)
        sum += (double)w->upstream.data[i] * (double)logits.data[i];
    return sum;
}

double gradient_check(network *net, const batch *b, matrix upstream, double *errors)
{
    weighted_logits context = {net, b, upstream};
    arena memory = {0};
    double largest = 0;
    for (int i = 0; i < net->parameter_count; i++) {
        parameter *p = &net->parameters[i];
        size_t count = matrix_size(p->value);
        real *numeric = arena_alloc(&memory, count, sizeof *numeric);
        numeric_gradient(numeric, p->value.data, count, weighted_sum_of_logits, &context);

        network_zero_gradients(net);
        network_forward(net, b, true);
        matrix_copy(network_logit_gradient(net, b->count), upstream);
        network_backward(net, b);
        errors[i] = relative_error(p->gradient.data, numeric, count);
        largest = fmax(largest, errors[i]);
    }
    arena_free(&memory);
    return largest;
}
