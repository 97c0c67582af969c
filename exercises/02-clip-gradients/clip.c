#include "clip.h"

#include <math.h>

static double sum_of_squares(matrix m)
{
    double sum = 0;
    for (size_t i = 0; i < matrix_size(m); i++)
        sum += (double)m.data[i] * (double)m.data[i];
    return sum;
}

static void scale(matrix m, double factor)
{
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)((double)m.data[i] * factor);
}

double clip_gradients(parameter *parameters, int count, double limit)
{
    /* Your code here. */
    return 0;
}
