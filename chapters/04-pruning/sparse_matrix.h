/*
 * A matrix without its zeros: compressed sparse rows (CSR), and products that skip.
 *
 * Row i has the entries start[i] .. start[i+1]-1; entry k says that the element in column
 * column[k] is value[k]. All else is 0. An entry takes 6 bytes (2 for the column, 4 for the
 * number), a row 4 more.
 *
 * Any weight matrix can be stored so: out x in, or out x in*height*width.
 */
#ifndef SPARSE_MATRIX_H
#define SPARSE_MATRIX_H

#include <stdbool.h>

#include "matrix.h"

enum { SPARSE_MAX_COLUMNS = 1 << 15 }; /* what 16 bits count, with a sign to spare */

typedef struct sparse_matrix {
    int rows, cols;
    int32_t *start;  /* rows + 1, from 0, never falling */
    int16_t *column; /* start[rows] entries: 0 .. cols-1, rising within a row */
    real *value;
} sparse_matrix;

/* Whether a number takes an entry: all but +0. (-0 does, so that it comes back as it was.) */
bool is_stored(real x);
size_t stored_count(matrix m);

/* The entries of m, which has at most SPARSE_MAX_COLUMNS columns. */
sparse_matrix sparse_matrix_new(arena *a, matrix m);

/* y = W x, for one column: x cols x 1, y rows x 1. */
void sparse_times_vector(matrix y, const sparse_matrix *w, matrix x);

/* Y = W X, for a batch: X cols x m, Y rows x m. Threads share the columns; each number is
   summed by one of them, in the order of the entries. */
void sparse_times_matrix(matrix y, const sparse_matrix *w, matrix x);

#endif
