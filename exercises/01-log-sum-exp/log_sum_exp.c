#include "log_sum_exp.h"

#include <tgmath.h>

void log_sum_exp(real *out, matrix z)
{
    /* Your code here. */
}
