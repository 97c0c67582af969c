#include "integer_kernel.h"

static void dense_sums(const integer_layer *l, const uint8_t *x, int32_t *sums)
{
    for (int i = 0; i < l->rows; i++) {
        const int8_t *w = l->weight + (long)i * l->cols;
        int32_t sum = 0;
        for (int k = 0; k < l->cols; k++)
            sum += w[k] * x[k];
        sums[i] = sum + l->bias[i];
    }
}

const integer_layer_type integer_dense = {"dense", dense_sums};

/* Shifting a negative number right rounds down with every compiler that this book knows. */
int32_t requantize(int32_t sum, int32_t multiplier, int shift)
{
    /* Your code here. */
    return 0;
}

/* Each sum becomes an output: rescaled, moved to its zero point, clipped. */
static void requantize_sums(const integer_layer *l, int32_t *sums)
{
    /* Your code here. */
}

void integer_forward(const integer_layer *layers, int count, const uint8_t *image,
                     int widest, uint8_t *bytes, int32_t *sums)
{
    const uint8_t *x = image;
    for (int n = 0; n < count; n++) {
        const integer_layer *l = &layers[n];
        l->type->sums(l, x, sums);
        requantize_sums(l, sums);
        if (n == count - 1)
            return;
        uint8_t *y = bytes + (n % 2) * (long)widest; /* the other half holds x */
        for (int i = 0; i < l->outputs; i++)
            y[i] = (uint8_t)sums[i];
        x = y;
    }
}
