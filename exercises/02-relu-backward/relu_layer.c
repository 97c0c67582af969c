#include "forward.h"
#include "layer.h"

static void relu_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)l;
    (void)training;
    relu(y, x);
}

static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
}

const layer_type relu_layer = {
    .name = "relu",
    .forward = relu_forward,
    .backward = relu_backward,
};
