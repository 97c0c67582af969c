/* Numbers through a quantizer with a learned scale, and their gradients back. */
#include "driver.h"
#include "learned_scale.h"

void run_case(arena *a)
{
    learned_scale q = {case_number("scale"), (int)case_number("lowest"),
                       (int)case_number("highest")};
    matrix v = case_matrix(a, "v"), dout = case_matrix(a, "dout"),
           out = matrix_new(a, v.rows, v.cols), dv = matrix_new(a, v.rows, v.cols);
    matrix_fill(out, 7);
    matrix_fill(dv, 7);
    learned_scale_forward(&q, out.data, v.data, matrix_size(v));
    answer_matrix("out", out);
    answer_number("dscale",
                  learned_scale_backward(&q, dv.data, dout.data, v.data, matrix_size(v)));
    answer_matrix("dv", dv);
}
