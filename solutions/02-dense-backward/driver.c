#include "driver.h"
#include "layer.h"

/* before: what the gradients hold when backward is called; none: 0. first: nobody wants dx. */
void run_case(arena *a)
{
    matrix w = case_matrix(a, "w"), x = case_matrix(a, "x"), dy = case_matrix(a, "dy");
    matrix y = matrix_new(a, w.rows, x.cols), dx = matrix_new(a, w.cols, x.cols);
    matrix dw = matrix_new(a, w.rows, w.cols), db = matrix_new(a, w.rows, 1);
    real before = case_has("before") ? (real)case_number("before") : 0;
    matrix_fill(dw, before);
    matrix_fill(db, before);
    matrix_fill(dx, 100);
    if (case_has("first"))
        dx = (matrix){0};

    parameter parameters[DENSE_PARAMETERS] = {
        [DENSE_WEIGHT] = {.name = "weight", .value = w, .gradient = dw},
        [DENSE_BIAS] = {.name = "bias", .value = matrix_new(a, w.rows, 1), .gradient = db},
    };
    layer l = {.type = &dense_layer,
               .inputs = w.cols,
               .outputs = w.rows,
               .parameters = parameters,
               .parameter_count = DENSE_PARAMETERS};
    l.type->backward(&l, x, y, dy, dx);
    answer_matrix("dw", dw);
    answer_matrix("db", db);
    if (dx.data != NULL)
        answer_matrix("dx", dx);
}
