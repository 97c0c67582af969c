/*
 * The same matrix by columns, for one image at a time: skips the zeros of both factors.
 *
 *     y = sum over j with x[j] != 0 of  x[j] * (column j of W)
 *
 * A column is a list of blocks, each of BLOCK neighbouring rows of which at least one is not
 * 0: its place, and BLOCK numbers, zeros included. One multiplication of a number and a
 * vector serves a whole block, so that a block pays as soon as it holds two entries. Blocks are
 * how the matrix is computed with, not how it is kept in a file.
 */
#ifndef SPARSE_COLUMNS_H
#define SPARSE_COLUMNS_H

#include "sparse_matrix.h"

enum { BLOCK = 8 };
typedef real block __attribute__((vector_size(BLOCK * sizeof(real))));

typedef struct sparse_columns {
    int rows, cols;
    int32_t *start;  /* cols + 1: column j has the blocks start[j] .. start[j+1]-1 */
    uint16_t *place; /* of each block: its first row / BLOCK */
    block *value;
    block *sum;   /* scratch: y */
    int *nonzero; /* scratch: which x[j] are not 0 */
} sparse_columns;

sparse_columns sparse_columns_new(arena *a, const sparse_matrix *m);

/* y = W x: x cols x 1, y rows x 1. */
void sparse_columns_times_vector(matrix y, const sparse_columns *w, matrix x);

#endif
