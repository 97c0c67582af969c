#include "range_calibration.h"

#include <math.h>

#include "percentile.h"

const char *const range_calibration_names[RANGE_CALIBRATION_KINDS] = {"min-max",
                                                                      "percentile", "mse"};

enum { SHARES = 50 }; /* of the range that are tried */

double quantization_error(const quantizer *q, const real *v, size_t n)
{
    enum { BLOCK = 256 };
    real rounded[BLOCK];
    double sum = 0;
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t count = n - first < BLOCK ? n - first : BLOCK;
        fake_quantize(q, rounded, v + first, count);
        for (size_t i = 0; i < count; i++) {
            double off = (double)v[first + i] - (double)rounded[i];
            sum += off * off;
        }
    }
    return n > 0 ? sum / (double)n : 0;
}

static quantizer least_error(quantizer_kind kind, int bits, double low, double high,
                             const real *v, size_t n)
{
    quantizer best = quantizer_new(kind, bits, low, high);
    double smallest = quantization_error(&best, v, n);
    for (int share = SHARES - 1; share > 0; share--) {
        double part = (double)share / SHARES;
        quantizer q = quantizer_new(kind, bits, part * low, part * high);
        double off = quantization_error(&q, v, n);
        if (off < smallest) {
            smallest = off;
            best = q;
        }
    }
    return best;
}

quantizer calibrate_quantizer(quantizer_kind kind, int bits, const range_calibration *how,
                              const real *v, size_t n, real *scratch)
{
    double p = how->kind == PERCENTILE ? how->percent : 100;
    double low = n > 0 ? percentile(v, n, 100 - p, scratch) : 0;
    double high = n > 0 ? percentile(v, n, p, scratch) : 0;
    if (how->kind == MEAN_SQUARED_ERROR)
        return least_error(kind, bits, low, high, v, n);
    return quantizer_new(kind, bits, low, high);
}
