#include "cnn_layers.h"

#include "error.h"

static void leaky_relu_forward(layer *l, matrix x, matrix y, bool training)
{
    /* Your code here. */
}

static void leaky_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
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
