/* Batch normalization back: gradients of weight and bias are added to, dx is written. */
#include "cnn_layers.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix x = case_matrix(a, "x"), dy = case_matrix(a, "dy"),
           y = matrix_new(a, x.rows, x.cols), dx = matrix_new(a, x.rows, x.cols);
    network *net = network_new(x.rows, x.cols);
    network_add_batch_norm(net, in);
    layer *l = &net->layers[0];
    parameter *weight = &l->parameters[BATCH_NORM_WEIGHT],
              *bias = &l->parameters[BATCH_NORM_BIAS];
    matrix_copy(weight->value, case_matrix(a, "weight"));
    matrix_copy(weight->gradient, case_matrix(a, "dweight"));
    matrix_copy(bias->gradient, case_matrix(a, "dbias"));
    matrix_fill(dx, 7);
    l->type->forward(l, x, y, true);
    bool first = case_number("first") != 0;
    l->type->backward(l, x, y, dy, first ? (matrix){x.rows, x.cols, NULL} : dx);
    answer_matrix("dweight", weight->gradient);
    answer_matrix("dbias", bias->gradient);
    if (!first)
        answer_matrix("dx", dx);
    network_free(net);
}
