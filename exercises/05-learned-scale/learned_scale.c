#include "learned_scale.h"

#include <math.h>
#include <stdbool.h>

void learned_scale_forward(const learned_scale *q, real *out, const real *v, size_t n)
{
    /* Your code here. */
}

double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n)
{
    /* Your code here. */
    return 0;
}
