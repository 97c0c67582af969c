#include "sparse_columns.h"

#include <string.h>

#include "error.h"

/* The blocks of each column, counted in start[j + 1]; last[j] is the one seen last. */
static int32_t count_blocks(int32_t *start, int *last, const sparse_matrix *m)
{
    for (int j = 0; j < m->cols; j++)
        last[j] = -1;
    for (int i = 0; i < m->rows; i++)
        for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) {
            int j = m->column[k];
            start[j + 1] += last[j] != i / BLOCK;
            last[j] = i / BLOCK;
        }
    for (int j = 0; j < m->cols; j++)
        start[j + 1] += start[j];
    return start[m->cols];
}

sparse_columns sparse_columns_new(arena *a, const sparse_matrix *m)
{
    sparse_columns w = {.rows = m->rows, .cols = m->cols};
    int blocks = (m->rows + BLOCK - 1) / BLOCK;
    w.start = arena_alloc(a, (size_t)m->cols + 1, sizeof *w.start);
    w.sum = arena_alloc(a, (size_t)blocks, sizeof *w.sum);
    w.nonzero = arena_alloc(a, (size_t)m->cols + 1, sizeof *w.nonzero);
    int *last = w.nonzero;
    size_t count = (size_t)count_blocks(w.start, last, m);
    w.place = arena_alloc(a, count, sizeof *w.place);
    w.value = arena_alloc(a, count, sizeof *w.value);

    int32_t *next = arena_alloc(a, (size_t)m->cols, sizeof *next);
    for (int j = 0; j < m->cols; j++)
        next[j] = w.start[j] - 1;
    for (int i = 0; i < m->rows; i++)
        for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) {
            int j = m->column[k];
            if (next[j] < w.start[j] || w.place[next[j]] != i / BLOCK)
                w.place[++next[j]] = (uint16_t)(i / BLOCK);
            w.value[next[j]][i % BLOCK] = m->value[k];
        }
    return w;
}

/* Which numbers of x are not 0. Without a branch: one that is taken now and then, at random,
   costs more than a number written in vain. */
static int find_nonzero(int *nonzero, const real *x, int n)
{
    int count = 0;
    for (int j = 0; j < n; j++) {
        nonzero[count] = j;
        count += x[j] != 0;
    }
    return count;
}

void sparse_columns_times_vector(matrix y, const sparse_columns *w, matrix x)
{
    CHECK(w->cols == x.rows && y.rows == w->rows && y.cols == 1 && x.cols == 1,
          "%d x %d times %d x %d into %d x %d", w->rows, w->cols, x.rows, x.cols, y.rows,
          y.cols);
    int count = find_nonzero(w->nonzero, x.data, w->cols);
    memset(w->sum, 0, (size_t)((w->rows + BLOCK - 1) / BLOCK) * sizeof *w->sum);
    for (int n = 0; n < count; n++) {
        int j = w->nonzero[n];
        for (int32_t k = w->start[j]; k < w->start[j + 1]; k++)
            w->sum[w->place[k]] += w->value[k] * x.data[j];
    }
    memcpy(y.data, w->sum, (size_t)w->rows * sizeof *y.data);
}
