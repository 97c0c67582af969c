#include "cnn_layers.h"

static void standardize_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    const standardize *s = l->state;
    real scale = 1 / s->deviation, shift = -s->mean / s->deviation;
    size_t size = matrix_size(x);
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        y.data[i] = scale * x.data[i] + shift;
}

static void standardize_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    (void)y;
    const standardize *s = l->state;
    if (dx.data != NULL)
        for (size_t i = 0; i < matrix_size(dx); i++)
            dx.data[i] = dy.data[i] / s->deviation;
}

const layer_type standardize_layer = {
    .name = "standardize",
    .forward = standardize_forward,
    .backward = standardize_backward,
};

void network_add_standardize(network *net, double mean, double deviation)
{
    standardize *s = arena_alloc(&net->memory, 1, sizeof *s);
    *s = (standardize){(real)mean, (real)deviation};
    network_add(net, &standardize_layer, network_outputs(net))->state = s;
}
