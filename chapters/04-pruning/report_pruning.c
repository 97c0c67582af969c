#include "report_pruning.h"

#include <tgmath.h>

#include "percentile.h"

void report_prune(matrix w, double percent, real *scratch)
{
    size_t n = matrix_size(w);
    real *sizes = scratch;
    for (size_t i = 0; i < n; i++)
        sizes[i] = fabs(w.data[i]);
    double threshold = percentile(sizes, n, percent, scratch + n);
    for (size_t i = 0; i < n; i++)
        if ((double)sizes[i] <= threshold)
            w.data[i] = 0;
}

void report_prune_all(parameter *parameters, int count, double percent, real *scratch)
{
    for (int i = 0; i < count; i++)
        if (parameters[i].decays)
            report_prune(parameters[i].value, percent, scratch);
}
