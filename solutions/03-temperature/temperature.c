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
        double largest = largest_logit(logits, j), sum = 0, expected = 0;
        for (int i = 0; i < logits.rows; i++) {
            double z = (double)AT(logits, i, j), e = exp((z - largest) / t);
            sum += e;
            expected += e * z;
        }
        slope += expected / sum - (double)AT(logits, labels[j], j);
    }
    return slope / logits.cols;
}

/* By halving, on b = 1/t: the slope rises with it. */
double temperature_best(matrix logits, const uint8_t *labels)
{
    double low = 1 / TEMPERATURE_MOST, high = 1 / TEMPERATURE_LEAST;
    for (int halvings = 0; halvings < 60; halvings++) {
        double middle = (low + high) / 2;
        if (temperature_slope(logits, labels, 1 / middle) < 0)
            low = middle;
        else
            high = middle;
    }
    return 2 / (low + high);
}
