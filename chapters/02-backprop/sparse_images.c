#include "sparse_images.h"

#include <string.h>

#include "error.h"
#include "transpose.h"

/* A single block of units would leave a single thread with work, so its batch is cut. The
   number of slices depends on the shape alone: the bits do not depend on the threads. */
enum { SLICES = 4, UNROLL = 4, SHARE = 16 /* images */ };

static uint32_t count_ink(const dataset *images)
{
    size_t size = (size_t)images->count * (size_t)(images->height * images->width);
    uint32_t entries = 0;
    for (size_t i = 0; i < size; i++)
        entries += images->pixels[i] != 0;
    return entries;
}

sparse_images sparse_images_new(arena *a, const dataset *images)
{
    int pixels = images->height * images->width;
    CHECK(pixels <= UINT16_MAX + 1, "images of %d pixels", pixels);
    sparse_images s = {.pixels = pixels, .count = images->count};
    uint32_t entries = count_ink(images);
    s.start = arena_alloc(a, (size_t)images->count + 1, sizeof *s.start);
    s.pixel = arena_alloc(a, entries, sizeof *s.pixel);
    s.ink = arena_alloc(a, entries, sizeof *s.ink);

    uint32_t entry = 0;
    const uint8_t *image = images->pixels;
    for (int j = 0; j < images->count; j++, image += pixels) {
        s.start[j] = entry;
        for (int k = 0; k < pixels; k++)
            if (image[k] != 0) {
                s.pixel[entry] = (uint16_t)k;
                s.ink[entry++] = image[k];
            }
    }
    s.start[images->count] = entry;
    for (int ink = 0; ink < 256; ink++)
        s.value[ink] = (real)ink * ((real)1 / 255);
    return s;
}

sparse_scratch sparse_scratch_new(arena *a, int units, int pixels)
{
    sparse_scratch s;
    s.blocks = (units + VECTOR - 1) / VECTOR;
    s.slices = s.blocks < SLICES ? SLICES : 1;
    size_t block_size = (size_t)s.blocks * (size_t)pixels;
    s.weights = arena_alloc(a, block_size, sizeof *s.weights);
    s.gradient = arena_alloc(a, (size_t)s.slices * block_size, sizeof *s.gradient);
    return s;
}

/* The units of block b that exist: the last block may be partly empty. */
static int units_in(int b, int units)
{
    return units - b * VECTOR < VECTOR ? units - b * VECTOR : VECTOR;
}

/* Block b of the transposed weights: vector k holds column k's VECTOR numbers. */
static void transpose_block(vector *block, matrix w, int b)
{
    transpose((real *)block, VECTOR, &AT(w, b * VECTOR, 0), (size_t)w.cols,
              units_in(b, w.rows), w.cols);
}

/* The weighted sums of one block's units over one image. Four running sums, because a sum
   that waits for the one before it leaves the multiplier idle three cycles of four. */
static vector weighted_sum(const vector *weights, const sparse_images *x, int image)
{
    vector sum[UNROLL] = {0};
    size_t i = x->start[image], end = x->start[image + 1];
    for (; i + UNROLL <= end; i += UNROLL)
#pragma GCC unroll 4
        for (size_t u = 0; u < UNROLL; u++)
            sum[u] += x->value[x->ink[i + u]] * weights[x->pixel[i + u]];
    for (; i < end; i++)
        sum[0] += x->value[x->ink[i]] * weights[x->pixel[i]];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Asks for an image's list before it is needed: a shuffled batch finds its images all over
   memory, and the processor cannot know which is next. */
static void fetch_list(const sparse_images *x, int image)
{
    enum { LINE = 64 }; /* bytes that come at once */
    uint32_t start = x->start[image], end = x->start[image + 1];
    for (uint32_t i = start; i < end; i += LINE / sizeof *x->pixel)
        __builtin_prefetch(x->pixel + i);
    for (uint32_t i = start; i < end; i += LINE)
        __builtin_prefetch(x->ink + i);
}

/* Block b of z, for as many images from `first` on as one thread does at a time. The same block
   serves all images before the next does, and so stays in the nearest cache. */
static void multiply_share(matrix z, int b, int first, const sparse_images *x,
                           const int *which, const sparse_scratch *s)
{
    const vector *weights = s->weights + (size_t)b * (size_t)x->pixels;
    for (int j = first; j < z.cols && j < first + SHARE; j++) {
        if (j + 1 < z.cols)
            fetch_list(x, which[j + 1]);
        vector sum = weighted_sum(weights, x, which[j]);
        for (int u = 0; u < units_in(b, z.rows); u++)
            AT(z, b * VECTOR + u, j) = sum[u];
    }
}

void sparse_multiply(matrix z, matrix w, const sparse_images *x, const int *which,
                     sparse_scratch *s)
{
    CHECK(w.rows == z.rows && w.cols == x->pixels,
          "%d x %d weights for %d units, %d pixels", w.rows, w.cols, z.rows, x->pixels);
#pragma omp parallel
    {
#pragma omp for
        for (int b = 0; b < s->blocks; b++)
            transpose_block(s->weights + (size_t)b * (size_t)x->pixels, w, b);
#pragma omp for collapse(2)
        for (int b = 0; b < s->blocks; b++)
            for (int first = 0; first < z.cols; first += SHARE)
                multiply_share(z, b, first, x, which, s);
    }
}

/* Adds upstream times one image. Its pixels differ from each other, so four can be read
   before the first is written: the processor need not wait to see whether they overlap. */
static void add_image(vector *gradient, vector upstream, const sparse_images *x, int image)
{
    size_t i = x->start[image], end = x->start[image + 1];
    for (; i + UNROLL <= end; i += UNROLL) {
        vector sum[UNROLL];
#pragma GCC unroll 4
        for (size_t u = 0; u < UNROLL; u++)
            sum[u] = gradient[x->pixel[i + u]] + x->value[x->ink[i + u]] * upstream;
#pragma GCC unroll 4
        for (size_t u = 0; u < UNROLL; u++)
            gradient[x->pixel[i + u]] = sum[u];
    }
    for (; i < end; i++)
        gradient[x->pixel[i]] += x->value[x->ink[i]] * upstream;
}

/* Adds the images first .. end-1 of a batch to block b's gradient. */
static void add_images(vector *gradient, matrix dz, int b, const sparse_images *x,
                       const int *which, int first, int end)
{
    for (int j = first; j < end; j++) {
        vector upstream = {0};
        for (int u = 0; u < units_in(b, dz.rows); u++)
            upstream[u] = AT(dz, b * VECTOR + u, j);
        add_image(gradient, upstream, x, which[j]);
    }
}

/* Adds all slices of block b to its rows of dw. */
static void add_slices(matrix dw, int b, const sparse_scratch *s)
{
    size_t pixels = (size_t)dw.cols, slice_size = (size_t)s->blocks * pixels;
    const vector *block = s->gradient + (size_t)b * pixels;
    for (int slice = 0; slice < s->slices; slice++, block += slice_size)
        transpose_add(&AT(dw, b * VECTOR, 0), pixels, (const real *)block, VECTOR, dw.cols,
                      units_in(b, dw.rows));
}

void sparse_gradient_add(matrix dw, matrix dz, const sparse_images *x, const int *which,
                         sparse_scratch *s)
{
    CHECK(dw.rows == dz.rows && dw.cols == x->pixels,
          "%d x %d gradients, %d units, %d pixels", dw.rows, dw.cols, dz.rows, x->pixels);
    size_t pixels = (size_t)x->pixels;
#pragma omp parallel
    {
#pragma omp for
        for (int part = 0; part < s->slices * s->blocks; part++) {
            int slice = part / s->blocks, b = part % s->blocks;
            vector *gradient = s->gradient + (size_t)part * pixels;
            memset(gradient, 0, pixels * sizeof *gradient);
            add_images(gradient, dz, b, x, which, dz.cols * slice / s->slices,
                       dz.cols * (slice + 1) / s->slices);
        }
#pragma omp for
        for (int b = 0; b < s->blocks; b++)
            add_slices(dw, b, s);
    }
}
