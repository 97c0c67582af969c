#include "driver.h"
#include "forward.h"
#include "layer.h"

/* dx arrives filled with 100. unwanted: nobody wants it. */
void run_case(arena *a)
{
    matrix x = case_matrix(a, "x"), dy = case_matrix(a, "dy");
    matrix y = matrix_new(a, x.rows, x.cols), dx = matrix_new(a, x.rows, x.cols);
    relu(y, x);
    matrix_fill(dx, 100);
    layer l = {.type = &relu_layer, .inputs = x.rows, .outputs = x.rows};
    l.type->backward(&l, x, y, dy, case_has("unwanted") ? (matrix){0} : dx);
    answer_matrix("dx", dx);
}
