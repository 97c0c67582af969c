#include "driver.h"
#include "matrix.h"

/* Each row of `a` is summed; matrix_sum_columns calls `sum` once for a row. */
void run_case(arena *a)
{
    matrix numbers = case_matrix(a, "a");
    matrix sums = matrix_new(a, numbers.rows, 1);
    matrix_sum_columns(sums, numbers);
    answer_matrix("sums", sums);
}
