#include "driver.h"
#include "matmul.h"

/* c arrives filled with 100. */
void run_case(arena *a)
{
    matrix left = case_matrix(a, "a"), right = case_matrix(a, "b");
    matrix c = matrix_new(a, left.cols, right.cols);
    matrix_fill(c, 100);
    matmul_at(c, left, right);
    answer_matrix("c", c);
}
