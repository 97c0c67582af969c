#include "temperature.h"

#include <math.h>

static double largest_logit(matrix logits, int j)
{
    double largest = (double)AT(logits, 0, j);
    for (int i = 1; i < logits.rows; i++)
        largest = fmax(largest, (double)AT(logits, i, j));
    return largest;
}

double temperature_loss(matrix logits, const uint8_t *labels, double t)
{
    /* Your code here. */
    return 0;
}

double temperature_slope(matrix logits, const uint8_t *labels, double t)
{
    /* Your code here. */
    return 0;
}

/* By halving, on b = 1/t: the slope rises with it. Where all images are right it may be too small
   for a double, and 0 means that it is still negative. */
double temperature_best(matrix logits, const uint8_t *labels)
{
    /* Your code here. */
    return 0;
}
