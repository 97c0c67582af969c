/*
 * The transpose of a piece of a matrix, which may lie among other numbers: rows begin `step`
 * numbers after each other. Works on squares of 4 x 4 numbers, four of them at a time.
 */
#ifndef TRANSPOSE_H
#define TRANSPOSE_H

#include "matrix.h"

/* to[k][i] = from[i][k]: `from` is rows x cols, `to` is cols x rows. They must not overlap. */
void transpose(real *to, size_t to_step, const real *from, size_t from_step, int rows,
               int cols);

/* to[k][i] = to[k][i] + from[i][k], for the same. */
void transpose_add(real *to, size_t to_step, const real *from, size_t from_step, int rows,
                   int cols);

#endif
