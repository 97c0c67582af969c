#include "temperature.h"

#include <math.h>

/* The sum over the classes of exp((z - largest z) / t) for column j, and of that times z. */
typedef struct column_sums {
    double largest, exps, weighted;
} column_sums;

static column_sums sums_of(matrix logits, int j, double t)
{
    column_sums s = {.largest = (double)AT(logits, 0, j)};
    for (int i = 1; i < logits.rows; i++)
        s.largest = fmax(s.largest, (double)AT(logits, i, j));
    for (int i = 0; i < logits.rows; i++) {
        double z = (double)AT(logits, i, j), e = exp((z - s.largest) / t);
        s.exps += e;
        s.weighted += e * z;
    }
    return s;
}

double temperature_loss(matrix logits, const uint8_t *labels, double t)
{
    double sum = 0;
    for (int j = 0; j < logits.cols; j++) {
        column_sums s = sums_of(logits, j, t);
        sum += log(s.exps) + (s.largest - (double)AT(logits, labels[j], j)) / t;
    }
    return sum / logits.cols;
}

double temperature_slope(matrix logits, const uint8_t *labels, double t)
{
    double sum = 0;
    for (int j = 0; j < logits.cols; j++) {
        column_sums s = sums_of(logits, j, t);
        sum += s.weighted / s.exps - (double)AT(logits, labels[j], j);
    }
    return sum / logits.cols;
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
