#include "driver.h"
#include "matrix.h"

/* in place: out is a. Otherwise out arrives filled with 100. */
void run_case(arena *a)
{
    matrix inputs = case_matrix(a, "a"), bias = case_matrix(a, "b");
    matrix out = inputs;
    if (!case_has("in place")) {
        out = matrix_new(a, inputs.rows, inputs.cols);
        matrix_fill(out, 100);
    }
    matrix_add_column(out, inputs, bias);
    answer_matrix("out", out);
}
