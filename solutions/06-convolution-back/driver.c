/* The way back of a convolution, by the obvious loops: dw is added to, dx written anew. */
#include "convolution.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix w = case_matrix(a, "w"), x = case_matrix(a, "x"), dz = case_matrix(a, "dz"),
           dw = case_matrix(a, "dw"), dx = matrix_new(a, x.rows, x.cols);
    convolution c = convolution_new(a, in, w.rows, (int)case_number("kernel"),
                                    (int)case_number("padding"), x.cols);
    matrix_fill(dx, 7);
    convolve_naive_back(dw, dx, &c, w, x, dz);
    answer_matrix("dw", dw);
    answer_matrix("dx", dx);
}
