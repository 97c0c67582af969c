#include "driver.h"
#include "matrix.h"

void run_case(arena *a)
{
    matrix numbers = case_matrix(a, "a");
    int first = (int)case_number("first"), count = (int)case_number("count");
    size_t cols = (size_t)numbers.cols;

    int *rows = arena_alloc(a, cols, sizeof *rows);
    real *largest = arena_alloc(a, cols, sizeof *largest);
    for (size_t j = 0; j < cols; j++)
        rows[j] = -1;
    matrix_argmax(rows, numbers);
    matrix_column_max(largest, numbers, first, count);

    double *answers = arena_alloc(a, cols, sizeof *answers);
    for (size_t j = 0; j < cols; j++)
        answers[j] = rows[j];
    answer_numbers("argmax", answers, cols);
    for (int j = 0; j < count; j++)
        answers[j] = (double)largest[j];
    answer_numbers("column max", answers, (size_t)count);
}
