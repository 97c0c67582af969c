#include "sparse_matrix.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "matmul.h"

bool is_stored(real x)
{
    return x != 0 || signbit(x);
}

size_t stored_count(matrix m)
{
    size_t count = 0;
    for (size_t i = 0; i < matrix_size(m); i++)
        count += is_stored(m.data[i]);
    return count;
}

sparse_matrix sparse_matrix_new(arena *a, matrix m)
{
    /* Your code here. */
    return (sparse_matrix){.rows = m.rows, .cols = m.cols};
}

static void check_shapes(matrix y, const sparse_matrix *w, matrix x)
{
    CHECK(w->cols == x.rows && y.rows == w->rows && y.cols == x.cols,
          "%d x %d times %d x %d into %d x %d", w->rows, w->cols, x.rows, x.cols, y.rows,
          y.cols);
}

/* Four running sums, because an addition takes longer than the loop needs to come round. */
void sparse_times_vector(matrix y, const sparse_matrix *w, matrix x)
{
    /* Your code here. */
}

enum { GROUP = 4 }; /* vectors of columns whose sums stay in registers */

/* Row i of Y, GROUP vectors of columns of it; x and y point at the first column. */
static void multiply_group(real *y, const sparse_matrix *w, int i, const real *x,
                           size_t step)
{
    vector sum[GROUP] = {0};
    for (int32_t k = w->start[i]; k < w->start[i + 1]; k++) {
        const real *row = x + (size_t)w->column[k] * step;
        for (int g = 0; g < GROUP; g++) {
            vector numbers;
            memcpy(&numbers, row + g * VECTOR, sizeof numbers);
            sum[g] += w->value[k] * numbers;
        }
    }
    memcpy(y, sum, sizeof sum);
}

/* The same for the `count` columns that are left at the end. */
static void multiply_rest(real *y, const sparse_matrix *w, int i, const real *x,
                          size_t step, int count)
{
    memset(y, 0, (size_t)count * sizeof *y);
    for (int32_t k = w->start[i]; k < w->start[i + 1]; k++) {
        const real *row = x + (size_t)w->column[k] * step;
        for (int j = 0; j < count; j++)
            y[j] += w->value[k] * row[j];
    }
}

void sparse_times_matrix(matrix y, const sparse_matrix *w, matrix x)
{
    check_shapes(y, w, x);
#pragma omp parallel for if (x.cols > GROUP * VECTOR)
    for (int first = 0; first < x.cols; first += GROUP * VECTOR) {
        int count = x.cols - first < GROUP * VECTOR ? x.cols - first : GROUP * VECTOR;
        const real *columns = x.data + first;
        for (int i = 0; i < w->rows; i++)
            if (count == GROUP * VECTOR)
                multiply_group(&AT(y, i, first), w, i, columns, (size_t)x.cols);
            else
                multiply_rest(&AT(y, i, first), w, i, columns, (size_t)x.cols, count);
    }
}
