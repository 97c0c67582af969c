/* A convolution with a stride: the size of its output, its output, and the way back to its inputs. */
#include "driver.h"
#include "strided.h"

void run_case(arena *a)
{
    int height = (int)case_number("height"), width = (int)case_number("width"),
        kernel = (int)case_number("kernel"), padding = (int)case_number("padding"),
        stride = (int)case_number("stride");
    double sizes[] = {strided_size(height, kernel, padding, stride),
                      strided_size(width, kernel, padding, stride)};
    answer_numbers("size", sizes, 2);
    if (!case_has("w"))
        return;
    matrix w = case_matrix(a, "w"), x = case_matrix(a, "x"),
           b = case_has("b") ? case_matrix(a, "b") : (matrix){0};
    /* The output's true shape, whatever strided_size says. */
    strided s = {.in = {(int)case_number("channels"), height, width},
                 .out = {w.rows, (int)case_number("lines"), (int)case_number("columns")},
                 .kernel = kernel,
                 .padding = padding,
                 .stride = stride};
    matrix z = matrix_new(a, volume_size(s.out), x.cols),
           dx = matrix_new(a, x.rows, x.cols);
    matrix_fill(z, 7);
    matrix_fill(dx, 7);
    convolve_strided(z, &s, w, x, b);
    answer_matrix("z", z);
    if (case_has("dz")) {
        convolve_strided_inputs(dx, &s, w, case_matrix(a, "dz"));
        answer_matrix("dx", dx);
    }
}
