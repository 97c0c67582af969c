#include "cnn_layers.h"

#include "error.h"

static void leaky_relu_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    real slope = *(const real *)l->state;
    size_t size = matrix_size(x);
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        y.data[i] = x.data[i] > 0 ? x.data[i] : slope * x.data[i];
}

static void leaky_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    if (dx.data == NULL)
        return;
    real slope = *(const real *)l->state;
    size_t size = matrix_size(y);
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        dx.data[i] = y.data[i] > 0 ? dy.data[i] : slope * dy.data[i];
}

const layer_type leaky_relu_layer = {
    .name = "leaky_relu",
    .forward = leaky_relu_forward,
    .backward = leaky_relu_backward,
};

void network_add_leaky_relu(network *net, double slope)
{
    CHECK(slope > 0, "a slope of %g", slope);
    real *state = arena_alloc(&net->memory, 1, sizeof *state);
    *state = (real)slope;
    network_add_in_place(net, &leaky_relu_layer)->state = state;
}
