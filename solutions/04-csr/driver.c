/*
 * Builds a sparse matrix from a dense one and answers its three arrays; or, where the case has the
 * arrays themselves, multiplies them with a column.
 */
#include "driver.h"
#include "sparse_matrix.h"

static double *as_numbers(arena *a, size_t count)
{
    return arena_alloc(a, count, sizeof(double));
}

static void answer_build(arena *a)
{
    matrix m = case_matrix(a, "w");
    sparse_matrix w = sparse_matrix_new(a, m);
    answer_number("rows", w.rows);
    answer_number("cols", w.cols);
    if (w.start == NULL)
        return; /* no lists to answer */
    double *start = as_numbers(a, (size_t)m.rows + 1);
    for (int i = 0; i <= m.rows; i++)
        start[i] = w.start[i];
    answer_numbers("start", start, (size_t)m.rows + 1);
    size_t count = stored_count(m); /* so many must there be, whatever start says */
    double *column = as_numbers(a, count), *value = as_numbers(a, count);
    if (count > 0 && (w.column == NULL || w.value == NULL))
        return;
    for (size_t k = 0; k < count; k++) {
        column[k] = w.column[k];
        value[k] = (double)w.value[k];
    }
    answer_numbers("column", column, count);
    answer_numbers("value", value, count);
}

static void answer_product(arena *a)
{
    size_t rows, count;
    const double *start = case_numbers(a, "start", &rows);
    const double *column = case_numbers(a, "column", &count);
    const matrix value = case_matrix(a, "value"), x = case_matrix(a, "x");
    sparse_matrix w = {.rows = (int)rows - 1, .cols = x.rows, .value = value.data};
    w.start = arena_alloc(a, rows, sizeof *w.start);
    w.column = arena_alloc(a, count, sizeof *w.column);
    for (size_t i = 0; i < rows; i++)
        w.start[i] = (int32_t)start[i];
    for (size_t k = 0; k < count; k++)
        w.column[k] = (int16_t)column[k];
    matrix y = matrix_new(a, w.rows, 1);
    matrix_fill(y, 7); /* of an earlier product */
    sparse_times_vector(y, &w, x);
    answer_matrix("y", y);
}

void run_case(arena *a)
{
    if (case_has("w"))
        answer_build(a);
    else
        answer_product(a);
}
