/* The way back of a convolutional layer, whose gradients hold something already. */
#include "cnn_layers.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix w = case_matrix(a, "w"), x = case_matrix(a, "x"), dy = case_matrix(a, "dy");
    bool bias = case_has("db"), first = case_number("first") != 0;
    network *net = network_new(x.rows, x.cols);
    network_add_convolution(net, in, w.rows, (int)case_number("kernel"),
                            (int)case_number("padding"), bias);
    layer *l = &net->layers[0];
    matrix_copy(l->parameters[CONVOLUTION_WEIGHT].value, w);
    matrix_copy(l->parameters[CONVOLUTION_WEIGHT].gradient, case_matrix(a, "dw"));
    if (bias)
        matrix_copy(l->parameters[CONVOLUTION_BIAS].gradient, case_matrix(a, "db"));
    matrix dx = matrix_new(a, x.rows, x.cols);
    matrix_fill(dx, 7);
    l->type->backward(l, x, net->outputs[0], dy,
                      first ? (matrix){x.rows, x.cols, NULL} : dx);
    answer_matrix("dw", l->parameters[CONVOLUTION_WEIGHT].gradient);
    if (bias)
        answer_matrix("db", l->parameters[CONVOLUTION_BIAS].gradient);
    if (!first)
        answer_matrix("dx", dx);
    network_free(net);
}
