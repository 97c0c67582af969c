#include "cnn_layers.h"

static void convolution_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    bool bias = l->parameter_count > CONVOLUTION_BIAS;
    convolve(y, l->state, l->parameters[CONVOLUTION_WEIGHT].value, x,
             bias ? l->parameters[CONVOLUTION_BIAS].value : (matrix){0});
}

static void convolution_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
}

const layer_type convolution_layer = {
    .name = "convolution",
    .forward = convolution_forward,
    .backward = convolution_backward,
};

void network_add_window(network *net, const convolution *c, bool bias)
{
    parameter *weight = network_add_parameter(net, "weight", c->out.channels, c->depth);
    weight->rank = 4;
    weight->shape[0] = (size_t)c->out.channels;
    weight->shape[1] = (size_t)c->in.channels;
    weight->shape[2] = weight->shape[3] = (size_t)c->kernel;
    weight->decays = true;
    weight->fan_in = c->depth;
    if (bias) {
        parameter *b = network_add_parameter(net, "bias", c->out.channels, 1);
        b->rank = 1;
        b->shape[0] = (size_t)c->out.channels;
    }
}

volume network_add_convolution(network *net, volume in, int channels, int kernel,
                               int padding, bool bias)
{
    convolution *c = arena_alloc(&net->memory, 1, sizeof *c);
    *c = convolution_new(&net->memory, in, channels, kernel, padding, net->capacity);
    network_add(net, &convolution_layer, volume_size(c->out))->state = c;
    network_add_window(net, c, bias);
    return c->out;
}
