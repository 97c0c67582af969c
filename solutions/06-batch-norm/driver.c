/* Batch normalization forward, in training or in use, and what it remembers. */
#include "cnn_layers.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix x = case_matrix(a, "x"), y = matrix_new(a, x.rows, x.cols);
    network *net = network_new(x.rows, x.cols);
    network_add_batch_norm(net, in);
    layer *l = &net->layers[0];
    batch_norm *s = l->state;
    matrix_copy(l->parameters[BATCH_NORM_WEIGHT].value, case_matrix(a, "weight"));
    matrix_copy(l->parameters[BATCH_NORM_BIAS].value, case_matrix(a, "bias"));
    matrix_copy(s->running_mean, case_matrix(a, "running_mean"));
    matrix_copy(s->running_var, case_matrix(a, "running_var"));
    matrix_fill(y, 7);
    l->type->forward(l, x, y, case_number("training") != 0);
    answer_matrix("y", y);
    answer_matrix("mean", s->mean);
    answer_matrix("inverse", s->inverse);
    answer_matrix("running_mean", s->running_mean);
    answer_matrix("running_var", s->running_var);
    network_free(net);
}
