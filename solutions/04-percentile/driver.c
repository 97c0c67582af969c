/* A percentile of some numbers, and the numbers as they are afterwards. */
#include "driver.h"
#include "percentile.h"

void run_case(arena *a)
{
    matrix numbers = case_matrix(a, "numbers"); /* n x 1 */
    size_t n = matrix_size(numbers);
    real *scratch = arena_alloc(a, n, sizeof *scratch);
    answer_number("percentile", percentile(numbers.data, n, case_number("p"), scratch));
    answer_matrix("numbers", numbers);
}
