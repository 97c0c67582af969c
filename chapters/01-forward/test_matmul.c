#include "matmul.h"

#include <omp.h>
#include <signal.h>

#include "test_numbers.h"
#include "test_process.h"

/* C is rows x cols, the sums are over depth numbers. */
static const struct shape {
    int rows, depth, cols;
} shapes[] = {
    {1, 1, 1},     {1, 7, 1},     {3, 1, 5},     {2, 3, 2},     {10, 784, 1}, {10, 784, 20},
    {8, 256, 32},  {16, 512, 64}, {8, 256, 33},  {9, 257, 32},  {7, 255, 31}, {33, 257, 65},
    {17, 300, 40}, {1, 1000, 33}, {100, 2, 3},   {10, 10, 129}, {8, 64, 16},  {5, 0, 3},
    {0, 4, 3},     {5, 4, 0},     {10, 1501, 9}, {17, 1024, 3},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

typedef matrix filler(arena *a, int rows, int cols, rng *r);

/* What a product is made from, and the obvious product to hold it against. */
typedef struct example {
    matrix a, b; /* rows x depth, depth x cols */
    matrix a_turned, b_turned;
    matrix before;      /* what C holds at first, rows x cols */
    matrix naive;       /* A B */
    matrix naive_added; /* before + A B */
} example;

static example example_new(arena *memory, struct shape s, filler *fill, rng *r)
{
    example x = {.a = fill(memory, s.rows, s.depth, r),
                 .b = fill(memory, s.depth, s.cols, r)};
    x.before = fill(memory, s.rows, s.cols, r);
    x.a_turned = transpose_of(memory, x.a);
    x.b_turned = transpose_of(memory, x.b);
    x.naive = matrix_new(memory, s.rows, s.cols);
    x.naive_added = matrix_new(memory, s.rows, s.cols);
    matmul_naive(x.naive, x.a, x.b);
    for (size_t i = 0; i < matrix_size(x.naive); i++)
        x.naive_added.data[i] = x.before.data[i] + x.naive.data[i];
    return x;
}

/* The three fast products of an example, each into memory that holds `before`. */
enum { PRODUCTS = 3 };
static const char *const product_names[PRODUCTS] = {"matmul", "matmul_at", "matmul_bt_add"};

static matrix product(arena *memory, const example *x, int which)
{
    matrix c = copy_of(memory, x->before);
    if (which == 0)
        matmul(c, x->a, x->b);
    else if (which == 1)
        matmul_at(c, x->a_turned, x->b);
    else
        matmul_bt_add(c, x->a, x->b_turned);
    return c;
}

Test(matmul, naive_by_hand)
{
    real a[] = {1, 2, 3, 4, 5, 6}, b[] = {7, 8, 9, 10, 11, 12}, c[4];
    real wanted[] = {58, 64, 139, 154};
    matmul_naive((matrix){2, 2, c}, (matrix){2, 3, a}, (matrix){3, 2, b});
    cr_expect(memcmp(c, wanted, sizeof c) == 0, "%g %g %g %g, wanted 58 64 139 154",
              (double)c[0], (double)c[1], (double)c[2], (double)c[3]);
}

Test(matmul, whole_numbers_are_exact)
{
    rng r = rng_new(1, 0);
    for (int s = 0; s < SHAPES; s++) {
        arena memory = {0};
        example x = example_new(&memory, shapes[s], whole_matrix, &r);
        for (int p = 0; p < PRODUCTS; p++) {
            matrix c = product(&memory, &x, p), wanted = p == 2 ? x.naive_added : x.naive;
            for (size_t i = 0; i < matrix_size(c); i++)
                cr_assert(c.data[i] == wanted.data[i],
                          "%s %d x %d x %d: number %zu is %g, wanted %g", product_names[p],
                          shapes[s].rows, shapes[s].depth, shapes[s].cols, i,
                          (double)c.data[i], (double)wanted.data[i]);
        }
        arena_free(&memory);
    }
}

/* Two orders of summing n products differ by at most n epsilon of the sum of their sizes. */
static void expect_close(const char *name, struct shape s, const example *x, matrix c,
                         bool added)
{
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++) {
            double size = added ? fabs((double)AT(x->before, i, j)) : 0;
            for (int k = 0; k < s.depth; k++)
                size += fabs((double)AT(x->a, i, k) * (double)AT(x->b, k, j));
            double wanted = (double)AT(added ? x->naive_added : x->naive, i, j);
            double bound = (s.depth + 2) * real_epsilon() * size;
            cr_assert(fabs((double)AT(c, i, j) - wanted) <= bound,
                      "%s %d x %d x %d: (%d, %d) is %.9g, wanted %.9g", name, s.rows,
                      s.depth, s.cols, i, j, (double)AT(c, i, j), wanted);
        }
}

Test(matmul, agrees_with_naive_to_rounding)
{
    rng r = rng_new(2, 0);
    for (int s = 0; s < SHAPES; s++) {
        arena memory = {0};
        example x = example_new(&memory, shapes[s], random_matrix, &r);
        for (int p = 0; p < PRODUCTS; p++)
            expect_close(product_names[p], shapes[s], &x, product(&memory, &x, p), p == 2);
        arena_free(&memory);
    }
}

/* Equal, or both NaN; zeros with the same sign. */
static bool same_kind(real x, real y)
{
    return isnan(x) ? isnan(y) : x == y && signbit(x) == signbit(y);
}

Test(matmul, passes_on_what_is_not_finite)
{
    static const real odd[] = {-0.0, INFINITY, -INFINITY, NAN, 0};
    static const struct shape edges[] = {{1, 1, 1}, {8, 16, 32}, {7, 30, 31}, {9, 257, 33}};
    rng r = rng_new(3, 0);
    for (size_t s = 0; s < sizeof edges / sizeof *edges; s++)
        for (size_t n = 0; n < 2 * sizeof odd / sizeof *odd; n++) {
            arena memory = {0};
            example x = example_new(&memory, edges[s], whole_matrix, &r);
            matrix target = n % 2 == 0 ? x.a : x.b;
            matrix turned = n % 2 == 0 ? x.a_turned : x.b_turned;
            int row = (int)rng_below(&r, (uint32_t)target.rows);
            int col = (int)rng_below(&r, (uint32_t)target.cols);
            AT(target, row, col) = AT(turned, col, row) = odd[n / 2];
            matmul_naive(x.naive, x.a, x.b);
            for (int p = 0; p < PRODUCTS; p++) {
                matrix c = product(&memory, &x, p);
                for (size_t i = 0; i < matrix_size(c); i++) {
                    real wanted =
                        p == 2 ? x.before.data[i] + x.naive.data[i] : x.naive.data[i];
                    cr_assert(same_kind(c.data[i], wanted),
                              "%s %d x %d x %d, %g in %c: number %zu is %g, wanted %g",
                              product_names[p], edges[s].rows, edges[s].depth,
                              edges[s].cols, (double)odd[n / 2], n % 2 == 0 ? 'A' : 'B', i,
                              (double)c.data[i], (double)wanted);
                }
            }
            arena_free(&memory);
        }
}

/* C in the middle of a larger array, so that numbers beside it would show a stray write. */
Test(matmul, writes_nothing_else)
{
    enum { MARGIN = 600 };
    rng r = rng_new(4, 0);
    for (int s = 0; s < SHAPES; s++)
        for (int p = 0; p < PRODUCTS; p++) {
            arena memory = {0};
            example x = example_new(&memory, shapes[s], random_matrix, &r);
            int size = (int)matrix_size(x.naive);
            matrix around = matrix_new(&memory, 1, size + 2 * MARGIN);
            matrix_fill(around, 7);
            matrix c = {shapes[s].rows, shapes[s].cols, around.data + MARGIN};
            if (p == 0)
                matmul(c, x.a, x.b);
            else if (p == 1)
                matmul_at(c, x.a_turned, x.b);
            else
                matmul_bt_add(c, x.a, x.b_turned);
            for (int i = 0; i < MARGIN; i++)
                cr_assert(around.data[i] == 7 && around.data[MARGIN + size + i] == 7,
                          "%s %d x %d x %d: wrote %d numbers beside C", product_names[p],
                          shapes[s].rows, shapes[s].depth, shapes[s].cols, i);
            arena_free(&memory);
        }
}

Test(matmul, same_bits_with_any_number_of_threads)
{
    rng r = rng_new(5, 0);
    arena memory = {0};
    example x = example_new(&memory, (struct shape){33, 300, 200}, random_matrix, &r);
    for (int p = 0; p < PRODUCTS; p++) {
        omp_set_num_threads(1);
        matrix alone = product(&memory, &x, p);
        for (int threads = 2; threads <= 4; threads += 2) {
            omp_set_num_threads(threads);
            cr_expect(same_bits(product(&memory, &x, p), alone), "%s: %d threads",
                      product_names[p], threads);
        }
    }
    arena_free(&memory);
}

static void multiply_wrong(const void *which)
{
    matrix m = {2, 3, NULL};
    if (*(const int *)which == 0)
        matmul(m, m, m);
    else if (*(const int *)which == 1)
        matmul_at((matrix){3, 2, NULL}, m, m);
    else
        matmul_bt_add((matrix){2, 3, NULL}, m, m);
}

Test(matmul, stops_at_shapes_that_do_not_fit)
{
    static const char *const messages[PRODUCTS] = {
        "2 x 3 times 2 x 3 into 2 x 3",
        "transposed 2 x 3 times 2 x 3 into 3 x 2",
        "2 x 3 times transposed 2 x 3 into 2 x 3",
    };
    for (int p = 0; p < PRODUCTS; p++) {
        outcome o = outcome_of(multiply_wrong, &p);
        cr_expect(o.status == 128 + SIGABRT, "%s: status %d", product_names[p], o.status);
        cr_expect(strstr(o.err, messages[p]) != NULL, "%s: said [%s]", product_names[p],
                  o.err);
    }
}
