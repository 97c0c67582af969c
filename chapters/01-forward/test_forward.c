#include "forward.h"

#include <omp.h>
#include <signal.h>

#include "matmul.h"
#include "test_numbers.h"
#include "test_process.h"

Test(forward, relu_cuts_what_is_negative)
{
    real z[] = {-1, 0, 2, (real)-0.0, (real)-1e-30, (real)1e-30, -INFINITY, INFINITY};
    real wanted[] = {0, 0, 2, 0, 0, (real)1e-30, 0, INFINITY}, a[8];
    relu((matrix){2, 4, a}, (matrix){2, 4, z});
    for (int i = 0; i < 8; i++)
        cr_expect(a[i] == wanted[i], "relu(%g) is %g, wanted %g", (double)z[i],
                  (double)a[i], (double)wanted[i]);
    relu((matrix){2, 4, z}, (matrix){2, 4, z});
    real nothing = NAN;
    relu((matrix){1, 1, &nothing}, (matrix){1, 1, &nothing});
    cr_expect(isnan(nothing), "relu(NaN) is %g", (double)nothing);
    cr_expect(memcmp(z, a, sizeof z) == 0, "in place it differs");
}

Test(forward, relu_of_many_numbers)
{
    rng r = rng_new(1, 0);
    arena memory = {0};
    matrix z = random_matrix(&memory, 3, PARALLEL_SIZE, &r), a = copy_of(&memory, z);
    relu(a, z);
    for (size_t i = 0; i < matrix_size(z); i++)
        cr_assert(a.data[i] == (z.data[i] > 0 ? z.data[i] : 0), "relu(%g) is %g",
                  (double)z.data[i], (double)a.data[i]);
    arena_free(&memory);
}

Test(forward, dense_by_hand)
{
    real w[] = {1, -2, 3, 0, 5, -6}, b[] = {10, -20}, z[4];
    real x[] = {1, 4, 2, 5, 3, 6}; /* the images (1, 2, 3) and (4, 5, 6), a column each */
    real wanted[] = {16, 22, -28, -31};
    dense((matrix){2, 2, z}, (matrix){2, 3, w}, (matrix){3, 2, x}, (matrix){2, 1, b});
    for (int i = 0; i < 4; i++)
        cr_expect(z[i] == wanted[i], "number %d is %g, wanted %g", i, (double)z[i],
                  (double)wanted[i]);
}

/* Logits that are multiples of 1/64, so that adding 1000 is exact. */
static matrix logits_new(arena *memory, int rows, int cols, rng *r)
{
    matrix z = matrix_new(memory, rows, cols);
    for (size_t i = 0; i < matrix_size(z); i++)
        z.data[i] = (real)((int)rng_below(r, 1280) - 640) / 64;
    return z;
}

Test(forward, softmax_is_the_formula)
{
    static const int widths[] = {0, 1, 63, 64, 65, 256, 257, 700};
    rng r = rng_new(2, 0);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        arena memory = {0};
        matrix z = logits_new(&memory, 10, widths[w], &r), p = copy_of(&memory, z);
        softmax(p, z);
        for (int j = 0; j < z.cols; j++) {
            double sum = 0, total = 0;
            for (int i = 0; i < 10; i++)
                sum += exp((double)AT(z, i, j));
            for (int i = 0; i < 10; i++) {
                double wanted = exp((double)AT(z, i, j)) / sum;
                cr_assert(fabs((double)AT(p, i, j) - wanted) <=
                              16 * real_epsilon() * wanted,
                          "%d columns: (%d, %d) is %.9g, wanted %.9g", z.cols, i, j,
                          (double)AT(p, i, j), wanted);
                total += (double)AT(p, i, j);
            }
            cr_assert(fabs(total - 1) <= 16 * real_epsilon(),
                      "%d columns: %d adds up to %.9g", z.cols, j, total);
        }
        softmax(z, z);
        cr_expect(same_bits(z, p), "%d columns: in place it differs", z.cols);
        arena_free(&memory);
    }
}

Test(forward, softmax_does_not_change_with_a_shift)
{
    rng r = rng_new(3, 0);
    arena memory = {0};
    matrix z = logits_new(&memory, 10, 100, &r), p = matrix_new(&memory, 10, 100);
    matrix shifted = matrix_new(&memory, 10, 100);
    for (int shift = -1000; shift <= 1000; shift += 2000) {
        for (size_t i = 0; i < matrix_size(z); i++)
            shifted.data[i] = z.data[i] + (real)shift;
        softmax(p, z);
        softmax(shifted, shifted);
        cr_expect(same_bits(p, shifted), "shifted by %d it differs", shift);
    }
    arena_free(&memory);
}

Test(forward, softmax_survives_large_logits)
{
    real z[] = {(real)1e4,  (real)-1e4, (real)1e4,  (real)-1e4, //
                0,          (real)-1e4, (real)1e4,  (real)1e4,  //
                -(real)1e4, 0,          (real)-1e4, (real)1e4};
    double wanted[] = {1, 0, 0.5, 0, 0, 0, 0.5, 0.5, 0, 1, 0, 0.5};
    softmax((matrix){3, 4, z}, (matrix){3, 4, z});
    for (int i = 0; i < 12; i++)
        cr_expect((double)z[i] == wanted[i], "number %d is %g, wanted %g", i, (double)z[i],
                  wanted[i]);
}

/* Three images of 2 x 2 pixels. */
static uint8_t pixels[] = {0, 255, 51, 1, 2, 0, 0, 254, 128, 127, 255, 255};
static const dataset images = {.count = 3, .height = 2, .width = 2, .pixels = pixels};

Test(forward, images_become_columns)
{
    int which[] = {2, 0, 0, 1};
    real x[16];
    images_to_columns((matrix){4, 4, x}, &images, which);
    for (int j = 0; j < 4; j++)
        for (int k = 0; k < 4; k++) {
            double wanted = pixels[4 * which[j] + k] / 255.0, found = (double)x[4 * k + j];
            cr_expect(fabs(found - wanted) <= real_epsilon() * wanted,
                      "pixel %d of image %d is %.9g, wanted %.9g", k, which[j], found,
                      wanted);
        }
    cr_expect(x[1] == 0 && x[4 * 1 + 1] == 1, "paper and ink are %.9g and %.9g",
              (double)x[1], (double)x[4 * 1 + 1]);
}

Test(forward, counts_right_guesses)
{
    int guesses[] = {3, 1, 4, 1, 5};
    uint8_t labels[] = {3, 1, 4, 0, 9};
    cr_expect(count_correct(guesses, labels, 5) == 3, "%d of 5",
              count_correct(guesses, labels, 5));
    cr_expect(count_correct(guesses, labels, 0) == 0, "of none, some are right");
}

Test(forward, same_bits_with_any_number_of_threads)
{
    rng r = rng_new(4, 0);
    arena memory = {0};
    matrix w = random_matrix(&memory, 12, 40, &r), b = random_matrix(&memory, 12, 1, &r);
    matrix x = random_matrix(&memory, 40, 1500, &r), p[3];
    for (int n = 0; n < 3; n++) {
        omp_set_num_threads(1 << n);
        p[n] = matrix_new(&memory, 12, 1500);
        dense(p[n], w, x, b);
        relu(p[n], p[n]);
        softmax(p[n], p[n]);
        cr_expect(same_bits(p[n], p[0]), "%d threads", 1 << n);
    }
    arena_free(&memory);
}

static void unpack_into_wrong(const void *which)
{
    images_to_columns((matrix){5, 1, NULL}, &images, which);
}

static void softmax_into_wrong(const void *unused)
{
    (void)unused;
    softmax((matrix){3, 2, NULL}, (matrix){2, 3, NULL});
}

Test(forward, stops_at_shapes_that_do_not_fit)
{
    int which = 0;
    outcome o = outcome_of(unpack_into_wrong, &which);
    cr_expect(o.status == 128 + SIGABRT && strstr(o.err, "5 rows for images of 4 pixels"),
              "unpacking: status %d, said [%s]", o.status, o.err);
    o = outcome_of(softmax_into_wrong, NULL);
    cr_expect(o.status == 128 + SIGABRT &&
                  strstr(o.err, "probabilities 3 x 2 of logits 2 x 3"),
              "softmax: status %d, said [%s]", o.status, o.err);
}
