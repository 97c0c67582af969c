/* For tests: matrices of random numbers, and how far two matrices are from each other. */
#ifndef TEST_NUMBERS_H
#define TEST_NUMBERS_H

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "matrix.h"
#include "random.h"

/* The gap between 1 and the next number. */
static inline double real_epsilon(void)
{
    return sizeof(real) == sizeof(double) ? DBL_EPSILON : (double)FLT_EPSILON;
}

/* Uniform on [-1, 1). */
static inline matrix random_matrix(arena *a, int rows, int cols, rng *r)
{
    matrix m = matrix_new(a, rows, cols);
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)(2 * rng_uniform(r) - 1);
    return m;
}

/* Whole numbers from -8 to 8: sums of their products are exact, in whatever order. */
static inline matrix whole_matrix(arena *a, int rows, int cols, rng *r)
{
    matrix m = matrix_new(a, rows, cols);
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)((int)rng_below(r, 17) - 8);
    return m;
}

static inline matrix copy_of(arena *a, matrix m)
{
    matrix copy = matrix_new(a, m.rows, m.cols);
    matrix_copy(copy, m);
    return copy;
}

static inline matrix transpose_of(arena *a, matrix m)
{
    matrix t = matrix_new(a, m.cols, m.rows);
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++)
            AT(t, j, i) = AT(m, i, j);
    return t;
}

static inline bool same_bits(matrix a, matrix b)
{
    return a.rows == b.rows && a.cols == b.cols &&
           memcmp(a.data, b.data, matrix_size(a) * sizeof *a.data) == 0;
}

/* |a - b| / (|a| + |b|), with lengths of whole matrices; 0 for two zero ones. NaN stays. */
static inline double relative_distance(matrix a, matrix b)
{
    double difference = 0, length_a = 0, length_b = 0;
    for (size_t i = 0; i < matrix_size(a); i++) {
        double x = (double)a.data[i], y = (double)b.data[i];
        difference += (x - y) * (x - y);
        length_a += x * x;
        length_b += y * y;
    }
    return difference == 0 ? 0 : sqrt(difference) / (sqrt(length_a) + sqrt(length_b));
}

#endif
