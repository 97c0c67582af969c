#include "image_tiles.h"

#include <string.h>

#include "error.h"

enum {
    PAIR = VECTOR_BYTES == 64
               ? 2
               : 1,        /* 32 registers have room for two sums a unit, 16 do not */
    STRIP = PAIR * VECTOR, /* images that are summed together */
    TILE_VECTORS = TILE_IMAGES / VECTOR,
    SLICES =
        4 /* parts of a batch with sums of their own: the bits do not depend on threads */
};

static int tiles_of(int images)
{
    return (images + TILE_IMAGES - 1) / TILE_IMAGES;
}

/* The bytes of pixel k in tile t's images; whether any of them is ink. */
static bool gather_row(tile_row row, const dataset *images, int t, int k)
{
    size_t pixels = (size_t)(images->height * images->width);
    int left = images->count - t * TILE_IMAGES;
    bool ink = false;
    memset(row, 0, TILE_IMAGES);
    for (int j = 0; j < TILE_IMAGES && j < left; j++) {
        row[j] = images->pixels[(size_t)(t * TILE_IMAGES + j) * pixels + (size_t)k];
        ink |= row[j] != 0;
    }
    return ink;
}

/* Lists tile after tile, or only counts the entries where there is no memory yet. */
static uint32_t list_rows(image_tiles *s, const dataset *images)
{
    uint32_t entry = 0;
    for (int t = 0; t < tiles_of(images->count); t++) {
        if (s->start != NULL)
            s->start[t] = entry;
        for (int k = 0; k < s->pixels; k++) {
            tile_row row;
            if (!gather_row(row, images, t, k))
                continue;
            if (s->start != NULL) {
                s->pixel[entry] = (uint16_t)k;
                memcpy(s->ink[entry], row, sizeof row);
            }
            entry++;
        }
    }
    return entry;
}

image_tiles image_tiles_new(arena *a, const dataset *images)
{
    image_tiles s = {.pixels = images->height * images->width, .count = images->count};
    CHECK(s.pixels <= UINT16_MAX + 1, "images of %d pixels", s.pixels);
    uint32_t entries = list_rows(&s, images);
    s.start = arena_alloc(a, (size_t)tiles_of(s.count) + 1, sizeof *s.start);
    s.pixel = arena_alloc(a, entries, sizeof *s.pixel);
    s.ink = arena_alloc(a, entries, sizeof *s.ink);
    s.start[tiles_of(s.count)] = list_rows(&s, images);
    return s;
}

tile_scratch tile_scratch_new(arena *a, int units, int pixels)
{
    tile_scratch s = {.blocks = (units + TILE_UNITS - 1) / TILE_UNITS};
    size_t size = (size_t)s.blocks * (size_t)pixels * TILE_UNITS;
    s.weights = arena_alloc(a, size, sizeof *s.weights);
    s.sums = arena_alloc(a, SLICES * size, sizeof *s.sums);
    return s;
}

/* VECTOR bytes as numbers: two instructions, if the bytes go through int on their way. */
static inline vector unpack(const uint8_t *ink)
{
    vector x;
    real *numbers = (real *)&x;
    for (int i = 0; i < VECTOR; i++)
        numbers[i] = (real)(int)ink[i];
    return x;
}

/* The units of block b that exist: the last block may be partly empty. */
static int units_in(int b, int units)
{
    return units - b * TILE_UNITS < TILE_UNITS ? units - b * TILE_UNITS : TILE_UNITS;
}

/* The weights of a block for one pixel lie together; those of units that are not there stay 0. */
static void transpose_weights(tile_scratch *s, matrix w)
{
    for (int i = 0; i < w.rows; i++) {
        size_t row = (size_t)(i / TILE_UNITS) * (size_t)w.cols;
        for (int k = 0; k < w.cols; k++)
            s->weights[(row + (size_t)k) * TILE_UNITS + (size_t)(i % TILE_UNITS)] =
                AT(w, i, k) * ((real)1 / 255);
    }
}

/* The weighted sums of a block's units over the STRIP images of tile t that begin at image j. */
static void strip_sums(vector sums[TILE_UNITS][PAIR], const real *weights,
                       const image_tiles *x, int t, int j)
{
    vector sum[TILE_UNITS][PAIR] = {0};
    for (uint32_t entry = x->start[t]; entry < x->start[t + 1]; entry++) {
        const real *weight = weights + (size_t)x->pixel[entry] * TILE_UNITS;
        vector ink[PAIR];
        for (int v = 0; v < PAIR; v++)
            ink[v] = unpack(x->ink[entry] + j + v * VECTOR);
#pragma GCC unroll 10
        for (int u = 0; u < TILE_UNITS; u++)
            for (int v = 0; v < PAIR; v++)
                sum[u][v] += weight[u] * ink[v];
    }
    memcpy(sums, sum, sizeof sum);
}

/* Rows of block b, columns first_col .. of z: as many of the strip as there are. */
static void store_strip(matrix z, int b, int first_col, vector sums[TILE_UNITS][PAIR])
{
    int left = z.cols - first_col;
    size_t bytes = (size_t)(left < STRIP ? left : STRIP) * sizeof(real);
    for (int u = 0; u < units_in(b, z.rows); u++)
        memcpy(&AT(z, b * TILE_UNITS + u, first_col), sums[u], bytes);
}

void tiles_multiply(matrix z, matrix w, const image_tiles *x, int first, tile_scratch *s)
{
    CHECK(w.rows == z.rows && w.cols == x->pixels && first % TILE_IMAGES == 0,
          "%d x %d weights for %d units, %d pixels, from image %d on", w.rows, w.cols,
          z.rows, x->pixels, first);
    transpose_weights(s, w);
#pragma omp parallel for
    for (int j = 0; j < z.cols; j += STRIP)
        for (int b = 0; b < s->blocks; b++) {
            vector sums[TILE_UNITS][PAIR];
            const real *weights = s->weights + (size_t)b * (size_t)x->pixels * TILE_UNITS;
            strip_sums(sums, weights, x, (first + j) / TILE_IMAGES, j % TILE_IMAGES);
            store_strip(z, b, j, sums);
        }
}

/* Rows of block b, a tile's columns of dz from first_col on, vector by vector; what is not
   there is 0. */
static void pack_upstream(vector packed[TILE_VECTORS][TILE_UNITS], matrix dz, int b,
                          int first_col)
{
    int left = dz.cols - first_col;
    memset(packed, 0, TILE_VECTORS * sizeof *packed);
    for (int u = 0; u < units_in(b, dz.rows); u++)
        for (int j = 0; j < TILE_IMAGES && j < left; j += VECTOR) {
            int count = left - j < VECTOR ? left - j : VECTOR;
            memcpy(&packed[j / VECTOR][u], &AT(dz, b * TILE_UNITS + u, first_col + j),
                   (size_t)count * sizeof(real));
        }
}

/* Adds what the images of a tile contribute to the gradients of `count` neighbouring entries'
   pixels, each lane for itself. */
static inline void add_entries(vector *sums, vector upstream[TILE_VECTORS][TILE_UNITS],
                               const uint16_t *pixel, const tile_row *ink, int count)
{
    vector sum[PAIR][TILE_UNITS];
    for (int i = 0; i < count; i++)
#pragma GCC unroll 10
        for (int u = 0; u < TILE_UNITS; u++)
            sum[i][u] = sums[(size_t)pixel[i] * TILE_UNITS + (size_t)u];
    for (int v = 0; v < TILE_VECTORS; v++) {
        vector x[PAIR];
        for (int i = 0; i < count; i++)
            x[i] = unpack(ink[i] + v * VECTOR);
#pragma GCC unroll 10
        for (int u = 0; u < TILE_UNITS; u++)
            for (int i = 0; i < count; i++)
                sum[i][u] += x[i] * upstream[v][u];
    }
    for (int i = 0; i < count; i++)
#pragma GCC unroll 10
        for (int u = 0; u < TILE_UNITS; u++)
            sums[(size_t)pixel[i] * TILE_UNITS + (size_t)u] = sum[i][u];
}

/* Tile t's share of a block's gradient. */
static void add_tile(vector *sums, vector upstream[TILE_VECTORS][TILE_UNITS],
                     const image_tiles *x, int t)
{
    uint32_t i = x->start[t], end = x->start[t + 1];
    for (; i + PAIR <= end; i += PAIR)
        add_entries(sums, upstream, x->pixel + i, x->ink + i, PAIR);
    for (; i < end; i++)
        add_entries(sums, upstream, x->pixel + i, x->ink + i, 1);
}

/* A slice of a batch is a run of its tiles. */
static void add_slice(vector *sums, matrix dz, int b, const image_tiles *x, int first,
                      int slice)
{
    int tiles = tiles_of(dz.cols);
    memset(sums, 0, (size_t)x->pixels * TILE_UNITS * sizeof *sums);
    for (int t = tiles * slice / SLICES; t < tiles * (slice + 1) / SLICES; t++) {
        vector upstream[TILE_VECTORS][TILE_UNITS];
        pack_upstream(upstream, dz, b, t * TILE_IMAGES);
        add_tile(sums, upstream, x, first / TILE_IMAGES + t);
    }
}

/* Adds up the lanes of all slices, in order. */
static void add_lanes(matrix dw, const tile_scratch *s)
{
    size_t pixels = (size_t)dw.cols, slice_size = (size_t)s->blocks * pixels * TILE_UNITS;
#pragma omp parallel for
    for (int k = 0; k < dw.cols; k++)
        for (int i = 0; i < dw.rows; i++) {
            size_t block = (size_t)(i / TILE_UNITS), unit = (size_t)(i % TILE_UNITS);
            const vector *sums = s->sums + (block * pixels + (size_t)k) * TILE_UNITS + unit;
            vector total = {0};
            for (int slice = 0; slice < SLICES; slice++)
                total += sums[(size_t)slice * slice_size];
            real sum = 0;
            for (int lane = 0; lane < VECTOR; lane++)
                sum += total[lane];
            AT(dw, i, k) += sum * ((real)1 / 255);
        }
}

void tiles_gradient_add(matrix dw, matrix dz, const image_tiles *x, int first,
                        tile_scratch *s)
{
    CHECK(dw.rows == dz.rows && dw.cols == x->pixels && first % TILE_IMAGES == 0,
          "%d x %d gradients, %d units, %d pixels, from image %d on", dw.rows, dw.cols,
          dz.rows, x->pixels, first);
    size_t block_size = (size_t)x->pixels * TILE_UNITS;
#pragma omp parallel for
    for (int slice = 0; slice < SLICES; slice++)
        for (int b = 0; b < s->blocks; b++)
            add_slice(s->sums + (size_t)(slice * s->blocks + b) * block_size, dz, b, x,
                      first, slice);
    add_lanes(dw, s);
}
