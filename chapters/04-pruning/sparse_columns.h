/*
 * The same matrix by columns, for one image at a time: skips the zeros of both factors.
 *
 *     y = sum over j with x[j] != 0 of  x[j] * (column j of W)
 *
 * A column is a list of blocks, each of BLOCK neighbouring rows of which at least one is not
 * 0: its place, and BLOCK numbers, zeros included. One multiplication of a number and a
 * vector serves a whole block, so that a block pays as soon as it holds two entries. Blocks are
 * how the matrix is computed with, not how it is kept in a file.
 *
 * Columns stand in the order of their length, empty ones left out. A loop that runs as often
 * as the last time is one whose end a processor foresees.
 */
#ifndef SPARSE_COLUMNS_H
#define SPARSE_COLUMNS_H

#include "sparse_matrix.h"

enum { BLOCK = 8 };
typedef real block __attribute__((vector_size(BLOCK * sizeof(real))));

typedef struct sparse_columns {
    int rows, cols;
    int used;        /* columns that are not empty */
    int *column;     /* used: which they are, the shortest first */
    int32_t *start;  /* used + 1: list n has the blocks start[n] .. start[n+1]-1 */
    uint16_t *place; /* of each block: its first row / BLOCK */
    block *value;
    block *sum; /* scratch: y */
    int *list;  /* scratch: the lists whose x is not 0 */
} sparse_columns;

sparse_columns sparse_columns_new(arena *a, const sparse_matrix *m);

/* y = W x: x cols x 1, y rows x 1. */
void sparse_columns_times_vector(matrix y, const sparse_columns *w, matrix x);

#endif
