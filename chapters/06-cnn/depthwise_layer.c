#include "cnn_layers.h"

#include "matmul.h"

static void depthwise_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    matrix w = l->parameters[0].value;
    matrix_fill(y, 0);
    for (int c = 0; c < w.rows; c++)
        for (int p = 0; p < w.cols; p++)
            for (int n = 0; n < x.cols; n++)
                AT(y, c, n) += AT(w, c, p) * AT(x, c * w.cols + p, n);
}

/* Channel c of the inputs or their gradient: its pixels x m. */
static matrix channel_of(matrix x, int c, int pixels)
{
    return (matrix){pixels, x.cols, x.data + (size_t)c * (size_t)pixels * (size_t)x.cols};
}

static void depthwise_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    matrix w = l->parameters[0].value, dw = l->parameters[0].gradient;
    for (int c = 0; c < w.rows; c++) {
        matmul_bt_add(channel_of(dw, c, 1), channel_of(dy, c, 1), channel_of(x, c, w.cols));
        for (int p = 0; p < w.cols && dx.data != NULL; p++)
            for (int n = 0; n < dx.cols; n++)
                AT(dx, c * w.cols + p, n) = AT(w, c, p) * AT(dy, c, n);
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
