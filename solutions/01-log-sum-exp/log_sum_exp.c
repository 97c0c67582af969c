#include "log_sum_exp.h"

#include <tgmath.h>

void log_sum_exp(real *out, matrix z)
{
    matrix_column_max(out, z, 0, z.cols);
    for (int j = 0; j < z.cols; j++) {
        real largest = out[j], sum = 0;
        if (largest == -INFINITY)
            continue; /* -INFINITY - -INFINITY would be NaN */
        for (int i = 0; i < z.rows; i++)
            sum += exp(AT(z, i, j) - largest);
        out[j] = largest + log(sum);
    }
}
