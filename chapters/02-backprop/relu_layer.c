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
    (void)l;
    (void)x;
    if (dx.data == NULL)
        return;
    size_t size = matrix_size(y);
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        dx.data[i] = y.data[i] > 0 ? dy.data[i] : 0;
}

const layer_type relu_layer = {
    .name = "relu",
    .forward = relu_forward,
    .backward = relu_backward,
};
