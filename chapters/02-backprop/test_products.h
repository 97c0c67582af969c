/*
 * For tests of products with images that stay packed, in lists or in tiles: the same products
 * by chapter 1's functions on unpacked images. Included by tests for `float` and for `double`.
 */
#ifndef TEST_PRODUCTS_H
#define TEST_PRODUCTS_H

#include "forward.h"
#include "image_tiles.h"
#include "sparse_images.h"
#include "test_networks.h"

/* Units below, at and above the widths of vectors and of blocks. */
static const int product_units[] = {1, 2, 7, 8, 9, 10, 11, 15, 16, 17, 32, 40, 128};
enum { PRODUCT_UNITS = sizeof product_units / sizeof *product_units };

/* z = W x and dw + dz x^T for some units and a batch of m images, and what bounds their error. */
typedef struct products {
    const char *row;               /* for messages */
    matrix w, dw, dz;              /* units x pixels twice, units x m */
    matrix z, sum;                 /* as they should be */
    matrix size_of_z, size_of_sum; /* the sums of the sizes of all that was added */
} products;

static inline matrix sizes_of(arena *memory, matrix m)
{
    matrix sizes = copy_of(memory, m);
    for (size_t i = 0; i < matrix_size(m); i++)
        sizes.data[i] = (real)fabs((double)m.data[i]);
    return sizes;
}

static inline products products_new(arena *a, const char *row, int units,
                                    const dataset *images, const int *which, int m, rng *r)
{
    int pixels = images->height * images->width;
    matrix x = matrix_new(a, pixels, m);
    images_to_columns(x, images, which);
    products p = {.row = row,
                  .w = random_matrix(a, units, pixels, r),
                  .dw = random_matrix(a, units, pixels, r),
                  .dz = random_matrix(a, units, m, r),
                  .z = matrix_new(a, units, m),
                  .size_of_z = matrix_new(a, units, m)};
    p.sum = copy_of(a, p.dw);
    p.size_of_sum = sizes_of(a, p.dw);
    matmul_naive(p.z, p.w, x);
    matmul_naive(p.size_of_z, sizes_of(a, p.w), x);
    matmul_bt_add(p.sum, p.dz, x);
    matmul_bt_add(p.size_of_sum, sizes_of(a, p.dz), x);
    return p;
}

/* n epsilon of the sum of the sizes of all products bounds what another order changes. */
static inline void expect_close(const char *what, const char *row, matrix got,
                                matrix wanted, matrix sizes, int n)
{
    for (size_t i = 0; i < matrix_size(got); i++) {
        double bound = n * real_epsilon() * (double)sizes.data[i];
        cr_assert(fabs((double)got.data[i] - (double)wanted.data[i]) <= bound,
                  "%s, %d units, %s: number %zu is %.9g, wanted %.9g", what, got.rows, row,
                  i, (double)got.data[i], (double)wanted.data[i]);
    }
}

static inline void expect_products(const products *p, matrix z, matrix sum)
{
    expect_close("multiply", p->row, z, p->z, p->size_of_z, p->w.cols + 4);
    expect_close("gradient", p->row, sum, p->sum, p->size_of_sum, p->dz.cols + 8);
}

/* Twice, because what scratch holds from before is no matter. */
static inline void check_lists(const char *row, int units, const dataset *images,
                               const int *which, int m)
{
    arena memory = {0};
    rng r = rng_new(2, (uint64_t)units);
    products p = products_new(&memory, row, units, images, which, m, &r);
    sparse_images x = sparse_images_new(&memory, images);
    sparse_scratch scratch = sparse_scratch_new(&memory, units, x.pixels);
    matrix z = random_matrix(&memory, units, m, &r);
    for (int again = 0; again < 2; again++) {
        matrix sum = copy_of(&memory, p.dw);
        sparse_multiply(z, p.w, &x, which, &scratch);
        sparse_gradient_add(sum, p.dz, &x, which, &scratch);
        expect_products(&p, z, sum);
    }
    arena_free(&memory);
}

/* count - 1, ..., 1, 0. */
static inline int *backwards(arena *memory, int count)
{
    int *order = arena_alloc(memory, (size_t)count, sizeof *order);
    for (int j = 0; j < count; j++)
        order[j] = count - 1 - j;
    return order;
}

/* Images first .. first+m-1 of a data set, counted from its end. */
static inline void check_tiles(const char *row, int units, const dataset *images, int first,
                               int m)
{
    arena memory = {0};
    rng r = rng_new(2, (uint64_t)units);
    int *order = backwards(&memory, images->count);
    products p = products_new(&memory, row, units, images, order + first, m, &r);
    image_tiles x = image_tiles_new(&memory, images, order);
    real *scratch = tile_scratch_new(&memory, units, x.pixels);
    matrix z = random_matrix(&memory, units, m, &r);
    for (int again = 0; again < 2; again++) {
        matrix sum = copy_of(&memory, p.dw);
        tiles_multiply(z, p.w, &x, first, scratch);
        tiles_gradient_add(sum, p.dz, &x, first);
        expect_products(&p, z, sum);
    }
    arena_free(&memory);
}

#endif
