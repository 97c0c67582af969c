/* A whole matrix times one column: what a sparse product has to be faster than. */
#ifndef DENSE_VECTOR_H
#define DENSE_VECTOR_H

#include "matrix.h"

/* y = W x, for one column: x cols x 1, y rows x 1. Each row of W is read once, in a straight
   line. (Tiles, made for batches, would compute whole vectors of columns and need one.) */
void dense_times_vector(matrix y, matrix w, matrix x);

#endif
