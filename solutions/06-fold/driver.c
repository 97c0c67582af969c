/* A convolution and a batch normalization, folded into one convolution. */
#include "driver.h"
#include "fold.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix w = case_matrix(a, "w");
    network *net = network_new(volume_size(in), 1);
    volume out = network_add_convolution(net, in, w.rows, (int)case_number("kernel"),
                                         (int)case_number("padding"), case_has("b"));
    network_add_batch_norm(net, out);
    layer *window = &net->layers[0], *norm = &net->layers[1];
    batch_norm *s = norm->state;
    matrix_copy(window->parameters[CONVOLUTION_WEIGHT].value, w);
    if (case_has("b"))
        matrix_copy(window->parameters[CONVOLUTION_BIAS].value, case_matrix(a, "b"));
    matrix_copy(norm->parameters[BATCH_NORM_WEIGHT].value, case_matrix(a, "weight"));
    matrix_copy(norm->parameters[BATCH_NORM_BIAS].value, case_matrix(a, "bias"));
    matrix_copy(s->running_mean, case_matrix(a, "running_mean"));
    matrix_copy(s->running_var, case_matrix(a, "running_var"));
    network *folded = fold_network(net, in, 1);
    answer_matrix("w", folded->layers[0].parameters[CONVOLUTION_WEIGHT].value);
    answer_matrix("b", folded->layers[0].parameters[CONVOLUTION_BIAS].value);
    network_free(folded);
    network_free(net);
}
