/*
 * Matrix products: the obvious one, and the fast one that is tested against it.
 *
 *     C = A B       c[i][j] = sum over k of a[i][k] * b[k][j]
 *
 * A is rows x depth, B is depth x cols, C is rows x cols; C must not overlap A or B. With A
 * the weights and B a batch of images, j runs over images.
 *
 * The fast one computes C in tiles of 8 rows by two vector registers of columns, and keeps
 * the tile in registers while k runs: each number of B that is loaded serves 8 products, each
 * number of A two vectors of them. Beforehand, the strip of B that a tile needs is copied
 * together ("packed"), so that the inner loop reads memory in a straight line. Work is
 * shared between threads; each number of C is summed by one of them, in an order that the
 * shapes decide, so the bits do not depend on the number of threads.
 */
#ifndef MATMUL_H
#define MATMUL_H

#include <stdbool.h>

#include "matrix.h"

/* C = A B, three loops as in the formula: 2 * rows * depth * cols operations, slowly. */
void matmul_naive(matrix c, matrix a, matrix b);

/* C = A B. */
void matmul(matrix c, matrix a, matrix b);

/* C = A^T B, for A depth x rows: what the backward pass sends to the layer below. */
void matmul_at(matrix c, matrix a, matrix b);

/* C = C + A B^T, for B cols x depth: what it adds to the gradient of the weights. */
void matmul_bt_add(matrix c, matrix a, matrix b);

/* A register full of numbers: an extension of C that gcc and clang share. Arithmetic on it
   works on all its numbers at once; `number * vector` multiplies each of them. */
#if defined __AVX512F__
enum { VECTOR_BYTES = 64 };
#elif defined __AVX__
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif
typedef real vector __attribute__((vector_size(VECTOR_BYTES)));
enum { VECTOR = VECTOR_BYTES / sizeof(real) }; /* numbers in one */
/* The same where it lies in memory among other numbers, and need not begin at a multiple of its
   own size. */
typedef real vector_at __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real))));

/* What the tile kernel reads A through: element (i, k) is data[i * row_step + k * depth_step],
   so that a matrix and its transpose differ only in the steps. */
typedef struct operand {
    const real *data;
    size_t row_step, depth_step;
} operand;

enum {
    TILE_ROWS = 8,
    TILE_COLS = 2 * VECTOR /* 8 x 2 sums fill half of the registers of AVX-512 */
};

/*
 * The tile kernel, on which products and convolutions stand, for up to TILE_ROWS rows of C:
 * c.rows x c.cols numbers, whose rows begin c_step numbers after each other. Row i becomes
 * start[i] plus the products; without `start`, these are added to what it holds. b[k] points to
 * row k of B, from which c.cols numbers are read, rounded up to whole tiles: what is beyond is
 * thrown away.
 */
void multiply_tiles(matrix c, size_t c_step, operand a, const real *const *b, int depth,
                    const real *start);

#endif
