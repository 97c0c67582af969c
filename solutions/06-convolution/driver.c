/* A convolution by the obvious loops. The output's memory is not fresh, as in a network. */
#include "convolution.h"
#include "driver.h"

void run_case(arena *a)
{
    volume in = {(int)case_number("channels"), (int)case_number("height"),
                 (int)case_number("width")};
    matrix w = case_matrix(a, "w"), x = case_matrix(a, "x"),
           b = case_has("b") ? case_matrix(a, "b") : (matrix){0};
    convolution c = convolution_new(a, in, w.rows, (int)case_number("kernel"),
                                    (int)case_number("padding"), x.cols);
    matrix z = matrix_new(a, volume_size(c.out), x.cols);
    matrix_fill(z, 7);
    convolve_naive(z, &c, w, x, b);
    answer_matrix("z", z);
}
