#include "matrix.h"

#include <string.h>

#include "error.h"

matrix matrix_new(arena *a, int rows, int cols)
{
    CHECK(rows >= 0 && cols >= 0, "a matrix of %d x %d", rows, cols);
    real *data = arena_alloc(a, (size_t)rows * (size_t)cols, sizeof *data);
    return (matrix){rows, cols, data};
}

matrix matrix_narrow(matrix m, int cols)
{
    CHECK(cols <= m.cols, "%d columns of %d", cols, m.cols);
    return (matrix){m.rows, cols, m.data};
}

static void check_same_shape(matrix a, matrix b)
{
    CHECK(a.rows == b.rows && a.cols == b.cols, "shapes %d x %d and %d x %d", a.rows,
          a.cols, b.rows, b.cols);
}

void matrix_fill(matrix out, real value)
{
    size_t size = matrix_size(out);
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        out.data[i] = value;
}

void matrix_copy(matrix out, matrix a)
{
    check_same_shape(out, a);
    memmove(out.data, a.data, matrix_size(a) * sizeof *a.data);
}

void matrix_add_column(matrix out, matrix a, matrix b)
{
    /* Your code here. */
}

/*
 * The order of a float sum decides its last bits, and a compiler may not change it. Sixteen
 * running sums, each over every sixteenth number, are an order that fits vector registers (the
 * few numbers left at the end go to the first).
 */
static real sum(const real *a, int n)
{
    /* This is exercise 01-sixteen-sums. */
    return 0;
}

void matrix_sum_columns(matrix out, matrix a)
{
    CHECK(out.rows == a.rows && out.cols == 1, "sums of %d rows into %d x %d", a.rows,
          out.rows, out.cols);
#pragma omp parallel for if (matrix_size(a) > PARALLEL_SIZE)
    for (int i = 0; i < a.rows; i++)
        AT(out, i, 0) += sum(&AT(a, i, 0), a.cols);
}

void matrix_argmax(int *out, matrix a)
{
    /* This is exercise 01-largest. */
}

void matrix_column_max(real *out, matrix a, int first, int count)
{
    /* This is exercise 01-largest. */
}
