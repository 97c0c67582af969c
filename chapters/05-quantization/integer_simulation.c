#include "integer_simulation.h"

#include <math.h>
#include <string.h>

#include "error.h"

static void simulate_layer(const integer_layer *l, const double *x, double *y)
{
    CHECK(l->type == &integer_dense, "a layer of type %s", l->type->name);
    for (int i = 0; i < l->rows; i++) {
        const int8_t *w = l->weight + (size_t)i * (size_t)l->cols;
        double sum = l->bias[i], m = ldexp(l->multiplier[i], -l->shift[i]);
        for (int k = 0; k < l->cols; k++)
            sum += w[k] * x[k];
        double nearest = floor(m * sum + 0.5) + l->zero_point;
        y[i] = fmin(fmax(nearest, l->lowest), l->highest);
    }
}

void integer_simulate(const integer_network *net, const uint8_t *image, double *logits)
{
    arena memory = {0};
    size_t widest = (size_t)(net->widest > net->inputs ? net->widest : net->inputs);
    double *x = arena_alloc(&memory, widest, sizeof *x);
    double *y = arena_alloc(&memory, widest, sizeof *y);
    for (int k = 0; k < net->inputs; k++)
        x[k] = image[k];
    for (int n = 0; n < net->layer_count; n++) {
        simulate_layer(&net->layers[n], x, y);
        double *written = y;
        y = x;
        x = written;
    }
    memcpy(logits, x, (size_t)net->layers[net->layer_count - 1].outputs * sizeof *logits);
    arena_free(&memory);
}
