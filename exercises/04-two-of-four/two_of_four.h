/*
 * Two of four: a sparsity that hardware can count on.
 *
 * Each row of a weight matrix is cut into groups of four neighbours, and of each group at most two
 * weights are not 0. That is a sparsity of one half, no more and no less freely chosen; but a
 * processor knows in advance how many entries a row has, and where one is takes two bits. (NVIDIA's
 * sparse tensor cores work this way: A. Mishra and others, "Accelerating Sparse Deep Neural
 * Networks", 2021.)
 *
 * Group g of a row is its columns 4g .. 4g+3; the last group may be shorter. It is stored as two
 * numbers and one byte:
 *
 *     value[2 n], value[2 n + 1]   the weights that are not 0, the left one first
 *     place[n]                     bits 0 and 1: where in the group the first stands, 0 .. 3;
 *                                  bits 2 and 3: where the second does; all others are 0
 *
 * with n = row * groups + g. A group with fewer than two weights has the number 0, at place 0, for
 * each that is missing.
 */
#ifndef TWO_OF_FOUR_H
#define TWO_OF_FOUR_H

#include "matrix.h"

enum { GROUP_OF = 4, KEPT_OF = 2 };

typedef struct two_of_four {
    int rows, cols;
    int groups;     /* of a row: cols / 4, rounded up */
    real *value;    /* rows * groups * 2 */
    uint8_t *place; /* rows * groups */
} two_of_four;

/* A mask, rows x cols bytes, for weights with these scores (rows x cols): 1 for the two largest of
   each group, of equal ones the first, and 0 for the others. All of `keep` is written. */
void two_of_four_mask(uint8_t *keep, matrix scores);

/* The entries of w, of which no group has more than two. */
two_of_four two_of_four_new(arena *a, matrix w);

/* y = W x: x cols x 1, y rows x 1. */
void two_of_four_times_vector(matrix y, const two_of_four *w, matrix x);

#endif
