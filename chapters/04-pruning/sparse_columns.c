#include "sparse_columns.h"

#include <string.h>
#include <tgmath.h>

#include "error.h"

/* How many blocks each column has; last[j] is the block seen last. Returns the most. */
static int count_blocks(int *length, int *last, const sparse_matrix *m)
{
    int most = 0;
    for (int j = 0; j < m->cols; j++)
        last[j] = -1;
    for (int i = 0; i < m->rows; i++)
        for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) {
            int j = m->column[k];
            length[j] += last[j] != i / BLOCK;
            last[j] = i / BLOCK;
            most = length[j] > most ? length[j] : most;
        }
    return most;
}

/* Orders the columns that are not empty by length, and gives each its stretch of blocks;
   list[j] is where column j has come. */
static void order_columns(sparse_columns *w, const int *length, int most, int *list)
{
    int32_t blocks = 0;
    for (int wanted = 1; wanted <= most; wanted++)
        for (int j = 0; j < w->cols; j++)
            if (length[j] == wanted) {
                list[j] = w->used;
                w->column[w->used] = j;
                w->start[w->used++] = blocks;
                blocks += wanted;
            }
    w->start[w->used] = blocks;
}

/* Fills in the blocks, row after row; next[n] is one behind the last of list n. */
static void fill_blocks(sparse_columns *w, const sparse_matrix *m, const int *list,
                        int32_t *next)
{
    memcpy(next, w->start, (size_t)w->used * sizeof *next);
    for (int i = 0; i < m->rows; i++)
        for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) {
            int n = list[m->column[k]];
            if (next[n] == w->start[n] || w->place[next[n] - 1] != i / BLOCK)
                w->place[next[n]++] = (uint16_t)(i / BLOCK);
            w->value[next[n] - 1][i % BLOCK] = m->value[k];
        }
}

sparse_columns sparse_columns_new(arena *a, const sparse_matrix *m)
{
    size_t cols = (size_t)m->cols;
    sparse_columns w = {.rows = m->rows, .cols = m->cols};
    w.column = arena_alloc(a, cols, sizeof *w.column);
    w.start = arena_alloc(a, cols + 1, sizeof *w.start);
    w.list = arena_alloc(a, cols + 1, sizeof *w.list);
    w.sum = arena_alloc(a, (size_t)m->rows / BLOCK + 1, sizeof *w.sum);
    int *length = arena_alloc(a, cols, sizeof *length);
    int *list = arena_alloc(a, cols, sizeof *list);
    int32_t *next = arena_alloc(a, cols, sizeof *next);

    order_columns(&w, length, count_blocks(length, list, m), list);
    w.place = arena_alloc(a, (size_t)w.start[w.used], sizeof *w.place);
    w.value = arena_alloc(a, (size_t)w.start[w.used], sizeof *w.value);
    fill_blocks(&w, m, list, next);
    return w;
}

/* Which lists have an x that is not 0. Written without a branch, since one that goes now this
   way, now that, costs more than a number written in vain. (NaN is not 0.) */
static int find_nonzero(int *list, const sparse_columns *w, const real *x)
{
    int count = 0;
    for (int n = 0; n < w->used; n++) {
        list[count] = n;
        count += !(fabs(x[w->column[n]]) <= 0);
    }
    return count;
}

/* sum += x times list n. */
static inline void add_list(block *restrict sum, const sparse_columns *w, int n, real x)
{
    const uint16_t *place = w->place;
    const block *restrict value = w->value;
    for (int32_t k = w->start[n], end = w->start[n + 1]; k < end; k++)
        sum[place[k]] += value[k] * x;
}

void sparse_columns_times_vector(matrix y, const sparse_columns *w, matrix x)
{
    CHECK(w->cols == x.rows && y.rows == w->rows && y.cols == 1 && x.cols == 1,
          "%d x %d times %d x %d into %d x %d", w->rows, w->cols, x.rows, x.cols, y.rows,
          y.cols);
    memset(w->sum, 0, ((size_t)w->rows / BLOCK + 1) * sizeof *w->sum);
    int count = find_nonzero(w->list, w, x.data);
    for (int c = 0; c < count; c++)
        add_list(w->sum, w, w->list[c], x.data[w->column[w->list[c]]]);
    memcpy(y.data, w->sum, (size_t)w->rows * sizeof *y.data);
}
