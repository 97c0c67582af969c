/*
 * Matrices in the manner of NumPy: a small handle on numbers that live elsewhere.
 *
 * Shapes are written rows x columns. In this book a row is a feature (a pixel, a unit) and a
 * column is a sample (an image): a batch of m images is 784 x m, the output of a layer of
 * ten units 10 x m. Numbers are stored row after row, so the same feature of neighbouring
 * images lies side by side in memory, and nearly every inner loop runs over images.
 *
 * A matrix is passed by value, but it is a handle: copying it does not copy the numbers, just
 * as passing a NumPy array does not. Who allocated them (an arena) frees them. Functions
 * write into their first argument, `out`, which may be one of the inputs unless they say
 * otherwise; shapes that do not fit are a bug and stop the program.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include "arena.h"
#include <stddef.h>
#include <stdint.h>

/* The number type of all arithmetic: float, or double where gradients are checked. */
#ifdef REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

typedef struct matrix {
    int rows, cols;
    real *data; /* rows x cols: element (i, j) is data[i * cols + j] */
} matrix;

/* Element (i, j) of matrix m, to read or to write. */
#define AT(m, i, j) ((m).data[(size_t)(i) * (size_t)(m).cols + (size_t)(j)])

/* A rows x cols matrix of zeros, in the arena. */
matrix matrix_new(arena *a, int rows, int cols);

/* m's memory again, as a narrower matrix to be filled anew: for a smaller batch. It is not a
   view of m's first columns: the numbers now stand elsewhere. */
matrix matrix_narrow(matrix m, int cols);

/* rows * cols: how many numbers there are. */
static inline size_t matrix_size(matrix m)
{
    return (size_t)m.rows * (size_t)m.cols;
}

/* Whole-array operations. */
void matrix_fill(matrix out, real value); /* out = value */
void matrix_copy(matrix out, matrix a);   /* out = a */
/* out = a + b, for b rows x 1: broadcast over the columns of a. */
void matrix_add_column(matrix out, matrix a, matrix b);

/* Reductions. */
void matrix_sum_columns(matrix out, matrix a); /* out (rows x 1) += sum over a's columns */
void matrix_argmax(int *out, matrix a); /* out[j] = row of column j's largest number */
/* out[j] = the largest number of column first + j, for `count` columns. */
void matrix_column_max(real *out, matrix a, int first, int count);

/* A loop over fewer numbers than this is done before a second thread has woken up. */
enum { PARALLEL_SIZE = 1 << 14 };

#endif
