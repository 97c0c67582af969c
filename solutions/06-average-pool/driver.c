/* An average pool, forward and back. */
#include "average_pool.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix x = case_matrix(a, "x");
    network *net = network_new(x.rows, x.cols);
    volume out = network_add_average_pool(net, in, (int)case_number("size"));
    layer *l = &net->layers[0];
    matrix y = matrix_new(a, volume_size(out), x.cols), dx = matrix_new(a, x.rows, x.cols);
    matrix_fill(y, 7);
    matrix_fill(dx, 7);
    l->type->forward(l, x, y, true);
    answer_matrix("y", y);
    if (case_has("dy")) {
        matrix dy = case_matrix(a, "dy");
        l->type->backward(l, x, y, dy, (matrix){x.rows, x.cols, NULL});
        l->type->backward(l, x, y, dy, dx);
        answer_matrix("dx", dx);
    }
    network_free(net);
}
