#include "sparse_images.h"

#include <omp.h>
#include <signal.h>

#include "test_process.h"
#include "test_products.h"

enum { COUNT = 9, HEIGHT = 7, WIDTH = 6, PIXELS = HEIGHT * WIDTH };

/* Random images, the first all paper and the second all ink. */
static dataset images_new(arena *memory, rng *r)
{
    dataset d = random_images(memory, COUNT, HEIGHT, WIDTH, r);
    memset(d.pixels, 0, PIXELS);
    memset(d.pixels + PIXELS, 255, PIXELS);
    return d;
}

Test(sparse_images, bring_back_every_pixel)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    dataset d = images_new(&memory, &r);
    sparse_images s = sparse_images_new(&memory, &d);
    cr_expect(s.pixels == PIXELS && s.count == COUNT, "%d images of %d pixels", s.count,
              s.pixels);
    cr_expect(s.start[0] == 0 && s.start[1] == 0 && s.start[2] == PIXELS,
              "paper and ink: entries from %u, %u, %u", s.start[0], s.start[1], s.start[2]);
    for (int j = 0; j < COUNT; j++) {
        uint8_t image[PIXELS] = {0};
        for (uint32_t i = s.start[j]; i < s.start[j + 1]; i++) {
            cr_assert(i == s.start[j] || s.pixel[i] > s.pixel[i - 1],
                      "image %d: pixels do not rise at entry %u", j, i);
            cr_assert(s.ink[i] > 0, "image %d: entry %u is paper", j, i);
            image[s.pixel[i]] = s.ink[i];
        }
        cr_expect(memcmp(image, d.pixels + j * PIXELS, PIXELS) == 0, "image %d differs", j);
    }
    arena_free(&memory);
}

Test(sparse_images, values_are_those_of_unpacked_images)
{
    arena memory = {0};
    dataset d = {.count = 1, .height = 16, .width = 16};
    d.pixels = arena_alloc(&memory, 256, 1);
    for (int k = 0; k < 256; k++)
        d.pixels[k] = (uint8_t)k;
    sparse_images s = sparse_images_new(&memory, &d);
    matrix x = matrix_new(&memory, 256, 1);
    images_to_columns(x, &d, (int[]){0});
    for (int k = 0; k < 256; k++)
        cr_expect(s.value[k] == x.data[k], "ink %d is %.9g in a list, %.9g in a column", k,
                  (double)s.value[k], (double)x.data[k]);
    arena_free(&memory);
}

Test(sparse_images, none_and_the_last_of_65536_pixels)
{
    arena memory = {0};
    sparse_images none = sparse_images_new(&memory, &(dataset){.height = 2, .width = 3});
    cr_expect(none.count == 0 && none.start != NULL && none.start[0] == 0, "%d images",
              none.count);
    dataset d = {.count = 1, .height = 256, .width = 256};
    d.pixels = arena_alloc(&memory, 65536, 1);
    d.pixels[65535] = 9;
    sparse_images s = sparse_images_new(&memory, &d);
    cr_expect(s.start[1] == 1 && s.pixel[0] == 65535 && s.ink[0] == 9,
              "%u entries, the first pixel %d with ink %d", s.start[1], s.pixel[0],
              s.ink[0]);
    arena_free(&memory);
}

/* The images of a batch: in order, shuffled, one of them again and again, few, none. */
static const struct {
    const char *row;
    int count, which[2 * COUNT];
} batches[] = {
    {"in order", COUNT, {0, 1, 2, 3, 4, 5, 6, 7, 8}},
    {"shuffled", COUNT, {4, 1, 8, 0, 3, 7, 2, 6, 5}},
    {"repeated", 2 * COUNT, {5, 5, 5, 1, 0, 5, 1, 8, 8, 5, 5, 2, 1, 3, 0, 0, 7, 5}},
    {"one", 1, {7}},
    {"three", 3, {8, 2, 8}},
    {"paper", 2, {0, 0}},
    {"none", 0, {0}},
};
enum { BATCHES = sizeof batches / sizeof *batches };

Test(sparse_images, products_agree_with_those_of_unpacked_images)
{
    arena memory = {0};
    rng r = rng_new(2, 0);
    dataset d = images_new(&memory, &r);
    for (int u = 0; u < PRODUCT_UNITS; u++)
        for (int b = 0; b < BATCHES; b++)
            check_lists(batches[b].row, product_units[u], &d, batches[b].which,
                        batches[b].count);
    arena_free(&memory);
}

Test(sparse_images, same_bits_with_any_number_of_threads)
{
    arena memory = {0};
    rng r = rng_new(3, 0);
    dataset d = random_images(&memory, 50, HEIGHT, WIDTH, &r);
    sparse_images s = sparse_images_new(&memory, &d);
    int which[200];
    for (int j = 0; j < 200; j++)
        which[j] = (int)rng_below(&r, 50);
    for (int u = 0; u < PRODUCT_UNITS; u++) {
        int n = product_units[u];
        sparse_scratch scratch = sparse_scratch_new(&memory, n, PIXELS);
        matrix w = random_matrix(&memory, n, PIXELS, &r);
        matrix dz = random_matrix(&memory, n, 200, &r), z[3], dw[3];
        for (int t = 0; t < 3; t++) {
            omp_set_num_threads(1 << t);
            z[t] = matrix_new(&memory, n, 200);
            dw[t] = matrix_new(&memory, n, PIXELS);
            sparse_multiply(z[t], w, &s, which, &scratch);
            sparse_gradient_add(dw[t], dz, &s, which, &scratch);
            cr_expect(same_bits(z[t], z[0]), "multiply, %d units, %d threads", n, 1 << t);
            cr_expect(same_bits(dw[t], dw[0]), "gradient, %d units, %d threads", n, 1 << t);
        }
    }
    arena_free(&memory);
}

static void too_many_pixels(const void *unused)
{
    (void)unused;
    arena memory = {0};
    sparse_images_new(&memory, &(dataset){.count = 1, .height = 257, .width = 256});
}

static void multiply_wrong(const void *unused)
{
    (void)unused;
    sparse_images s = {.pixels = 4};
    sparse_multiply((matrix){2, 1, NULL}, (matrix){2, 5, NULL}, &s, NULL, NULL);
}

static void add_wrong(const void *unused)
{
    (void)unused;
    sparse_images s = {.pixels = 4};
    sparse_gradient_add((matrix){3, 4, NULL}, (matrix){2, 1, NULL}, &s, NULL, NULL);
}

Test(sparse_images, stops_at_shapes_that_do_not_fit)
{
    static const struct {
        const char *row;
        void (*call)(const void *);
        const char *message;
    } rows[] = {
        {"pixels", too_many_pixels, "images of 65792 pixels"},
        {"multiply", multiply_wrong, "2 x 5 weights for 2 units, 4 pixels"},
        {"gradient", add_wrong, "3 x 4 gradients, 2 units, 4 pixels"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(rows[i].call, NULL);
        cr_expect(o.status == 128 + SIGABRT, "%s: status %d", rows[i].row, o.status);
        cr_expect(strstr(o.err, rows[i].message) != NULL, "%s: said [%s]", rows[i].row,
                  o.err);
    }
}
