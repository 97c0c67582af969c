#include "cnn_layers.h"

#include <string.h>

#include "matmul.h"

static void depthwise_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    matrix w = l->parameters[0].value;
    for (int c = 0; c < w.rows; c++) {
        real *out = &AT(y, c, 0);
        memset(out, 0, (size_t)y.cols * sizeof *out);
        for (int p = 0; p < w.cols; p++) {
            const real *in = &AT(x, c * w.cols + p, 0);
            real weight = AT(w, c, p);
            for (int n = 0; n < x.cols; n++)
                out[n] += weight * in[n];
        }
    }
}

static void depthwise_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    matrix w = l->parameters[0].value, dw = l->parameters[0].gradient;
    for (int c = 0; c < w.rows; c++) {
        matrix gradient = {1, dy.cols, &AT(dy, c, 0)},
               in = {w.cols, x.cols, &AT(x, c * w.cols, 0)};
        matmul_bt_add((matrix){1, w.cols, &AT(dw, c, 0)}, gradient, in);
        for (int p = 0; p < w.cols && dx.data != NULL; p++)
            for (int n = 0; n < dx.cols; n++)
                AT(dx, c * w.cols + p, n) = AT(w, c, p) * gradient.data[n];
    }
}

const layer_type depthwise_layer = {
    .name = "depthwise",
    .forward = depthwise_forward,
    .backward = depthwise_backward,
};

volume network_add_depthwise(network *net, volume in)
{
    network_add(net, &depthwise_layer, in.channels);
    parameter *weight = network_add_parameter(net, "weight", in.channels, volume_plane(in));
    weight->rank = 4;
    weight->shape[0] = (size_t)in.channels;
    weight->shape[1] = 1;
    weight->shape[2] = (size_t)in.height;
    weight->shape[3] = (size_t)in.width;
    weight->decays = true;
    weight->start = 1.0 / volume_plane(in);
    return (volume){in.channels, 1, 1};
}
