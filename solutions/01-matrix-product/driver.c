#include "driver.h"
#include "matmul.h"

/* C is full of old numbers, as a buffer that is used again is. A and B must stay as they are. */
void run_case(arena *a)
{
    matrix left = case_matrix(a, "a"), right = case_matrix(a, "b");
    matrix product = matrix_new(a, left.rows, right.cols);
    matrix_fill(product, 7);
    matmul_naive(product, left, right);
    answer_matrix("c", product);
    answer_matrix("a_afterwards", left);
    answer_matrix("b_afterwards", right);
}
