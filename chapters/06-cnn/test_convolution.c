/* The fast convolution against the obvious one, and the obvious one by hand. */
#include "convolution.h"

#include <omp.h>

#include "test_numbers.h"

static const struct shape {
    volume in;
    int channels, kernel, padding, images;
} shapes[] = {
    {{1, 3, 3}, 1, 3, 0, 1},   {{1, 5, 4}, 2, 3, 0, 1},    {{2, 5, 6}, 3, 3, 1, 7},
    {{1, 28, 28}, 8, 3, 0, 1}, {{3, 9, 7}, 9, 5, 2, 33},   {{8, 6, 6}, 16, 3, 1, 64},
    {{16, 4, 4}, 32, 3, 0, 5}, {{30, 4, 4}, 5, 3, 1, 31},  {{2, 4, 4}, 8, 1, 0, 100},
    {{1, 8, 8}, 17, 5, 0, 32}, {{4, 3, 5}, 7, 3, 2, 20},   {{1, 1, 1}, 3, 1, 0, 65},
    {{1, 9, 9}, 4, 2, 0, 96},  {{33, 3, 3}, 10, 3, 0, 40},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

typedef matrix filler(arena *a, int rows, int cols, rng *r);

typedef struct example {
    arena memory;
    convolution c;
    matrix w, b, x, dz;
} example;

static example example_new(struct shape s, filler *fill, uint64_t seed)
{
    rng r = rng_new(seed, 0);
    example e = {0};
    e.c = convolution_new(&e.memory, s.in, s.channels, s.kernel, s.padding, s.images);
    e.w = fill(&e.memory, s.channels, e.c.depth, &r);
    e.b = fill(&e.memory, s.channels, 1, &r);
    e.x = fill(&e.memory, volume_size(s.in), s.images, &r);
    e.dz = fill(&e.memory, volume_size(e.c.out), s.images, &r);
    return e;
}

Test(convolution, by_hand)
{
    real x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, w[] = {1, 0, 0, -1}, b[] = {10}, z[4];
    arena memory = {0};
    convolution c = convolution_new(&memory, (volume){1, 3, 3}, 1, 2, 0, 1);
    convolve_naive((matrix){4, 1, z}, &c, (matrix){1, 4, w}, (matrix){9, 1, x},
                   (matrix){1, 1, b});
    for (int i = 0; i < 4; i++) /* each number minus the one to the right below is -4 */
        cr_expect(z[i] == 6, "output %d is %g, wanted 6", i, (double)z[i]);
    arena_free(&memory);
}

/* A kernel with a single 1 copies, and one beside it moves: padding is zeros. */
Test(convolution, padding_by_hand)
{
    real x[] = {1, 2, 3, 4}, w[9] = {0}, z[4], wanted[] = {0, 0, 0, 1};
    arena memory = {0};
    convolution c = convolution_new(&memory, (volume){1, 2, 2}, 1, 3, 1, 1);
    w[0] = 1; /* reads what lies above on the left */
    convolve((matrix){4, 1, z}, &c, (matrix){1, 9, w}, (matrix){4, 1, x}, (matrix){0});
    cr_expect(memcmp(z, wanted, sizeof z) == 0, "%g %g %g %g, wanted 0 0 0 1", (double)z[0],
              (double)z[1], (double)z[2], (double)z[3]);
    arena_free(&memory);
}

Test(convolution, shapes_of_the_output)
{
    arena memory = {0};
    convolution c = convolution_new(&memory, (volume){3, 12, 10}, 4, 5, 1, 1);
    cr_expect(c.out.channels == 4 && c.out.height == 10 && c.out.width == 8 &&
                  c.depth == 75 && c.back.depth == 100,
              "%d x %d x %d, depth %d, back %d", c.out.channels, c.out.height, c.out.width,
              c.depth, c.back.depth);
    arena_free(&memory);
}

static void expect_same(int s, const char *what, matrix got, matrix wanted,
                        double tolerance)
{
    for (size_t i = 0; i < matrix_size(got); i++)
        cr_assert(fabs((double)got.data[i] - (double)wanted.data[i]) <= tolerance,
                  "shape %d, %s: number %zu is %.9g, wanted %.9g", s, what, i,
                  (double)got.data[i], (double)wanted.data[i]);
}

static void check_all(int s, filler *fill, double tolerance)
{
    example e = example_new(shapes[s], fill, (uint64_t)s);
    arena *a = &e.memory;
    matrix z = matrix_new(a, e.dz.rows, e.dz.cols), z_naive = copy_of(a, z);
    convolve_naive(z_naive, &e.c, e.w, e.x, e.b);
    convolve(z, &e.c, e.w, e.x, e.b);
    expect_same(s, "forward", z, z_naive, tolerance);

    matrix dw = copy_of(a, e.w), dw_naive = copy_of(a, e.w); /* they add to what is there */
    matrix dx = copy_of(a, e.x), dx_naive = copy_of(a, e.x); /* and overwrite that */
    convolve_naive_back(dw_naive, dx_naive, &e.c, e.w, e.x, e.dz);
    convolve_weights(dw, &e.c, e.dz, e.x);
    convolve_inputs(dx, &e.c, e.w, e.dz);
    expect_same(s, "weights", dw, dw_naive, tolerance);
    expect_same(s, "inputs", dx, dx_naive, tolerance);
    arena_free(a);
}

Test(convolution, whole_numbers_are_exact)
{
    for (int s = 0; s < SHAPES; s++)
        check_all(s, whole_matrix, 0);
}

Test(convolution, fast_is_obvious)
{
    for (int s = 0; s < SHAPES; s++)
        check_all(s, random_matrix, 4000 * real_epsilon());
}

/* A network for 64 images works on the last 32 as well: fewer columns, the same tables. */
Test(convolution, of_fewer_images)
{
    static const int counts[] = {64, 63, 32, 17, 1};
    example e = example_new((struct shape){{3, 6, 6}, 9, 3, 1, 64}, whole_matrix, 3);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        matrix x = matrix_narrow(e.x, counts[i]), dz = matrix_narrow(e.dz, counts[i]);
        matrix z = copy_of(&e.memory, dz), z_naive = copy_of(&e.memory, dz);
        matrix dw = copy_of(&e.memory, e.w), dw_naive = copy_of(&e.memory, e.w);
        matrix dx = copy_of(&e.memory, x);
        convolve_naive(z_naive, &e.c, e.w, x, e.b);
        convolve(z, &e.c, e.w, x, e.b);
        expect_same(counts[i], "forward", z, z_naive, 0);
        convolve_naive_back(dw_naive, dx, &e.c, e.w, x, dz);
        convolve_weights(dw, &e.c, dz, x);
        expect_same(counts[i], "weights", dw, dw_naive, 0);
    }
    arena_free(&e.memory);
}

Test(convolution, same_bits_with_any_number_of_threads)
{
    for (int s = 0; s < SHAPES; s++) {
        matrix first[3] = {{0}};
        example e = example_new(shapes[s], random_matrix, 5);
        for (int threads = 1; threads <= 4; threads++) {
            omp_set_num_threads(threads);
            matrix made[] = {matrix_new(&e.memory, e.dz.rows, e.dz.cols),
                             matrix_new(&e.memory, e.w.rows, e.w.cols),
                             matrix_new(&e.memory, e.x.rows, e.x.cols)};
            convolve(made[0], &e.c, e.w, e.x, e.b);
            convolve_weights(made[1], &e.c, e.dz, e.x);
            convolve_inputs(made[2], &e.c, e.w, e.dz);
            for (int i = 0; i < 3; i++) {
                if (threads == 1)
                    first[i] = made[i];
                cr_expect(same_bits(first[i], made[i]), "shape %d: product %d, %d threads",
                          s, i, threads);
            }
        }
        arena_free(&e.memory);
    }
}
