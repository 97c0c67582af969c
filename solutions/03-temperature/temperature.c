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
    double loss = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), sum = 0;
        for (int i = 0; i < logits.rows; i++)
            sum += exp(((double)AT(logits, i, j) - largest) / t);
        loss += log(sum) + (largest - (double)AT(logits, labels[j], j)) / t;
    }
    return loss / logits.cols;
}

double temperature_slope(matrix logits, const uint8_t *labels, double t)
{
    double slope = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), right = (double)AT(logits, labels[j], j);
        double sum = 0,
               lead = 0; /* of the others over the right one, each with its weight */
        for (int i = 0; i < logits.rows; i++) {
            double z = (double)AT(logits, i, j), e = exp((z - largest) / t);
            sum += e;
            lead += e * (z - right);
        }
        slope += lead / sum;
    }
    return slope / logits.cols;
}

/* By halving, on b = 1/t: the slope rises with it. Where all images are right it may be too small
   for a double, and 0 means that it is still negative. */
double temperature_best(matrix logits, const uint8_t *labels)
{
    double low = 1 / TEMPERATURE_MOST, high = 1 / TEMPERATURE_LEAST;
    for (int halvings = 0; halvings < 60; halvings++) {
        double middle = (low + high) / 2;
        if (temperature_slope(logits, labels, 1 / middle) <= 0)
            low = middle;
        else
            high = middle;
    }
    return 2 / (low + high);
}
