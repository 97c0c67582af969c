#include "image_tiles.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

enum {
    PAIR = VECTOR_BYTES == 64
               ? 2
               : 1,        /* 32 registers have room for two sums a unit, 16 do not */
    STRIP = PAIR * VECTOR, /* images that are summed together */
    TILE_VECTORS = TILE_IMAGES / VECTOR,
    PAGE_ROWS = 4096 / TILE_IMAGES
};

static int parts(int whole, int size)
{
    return (whole + size - 1) / size;
}

/* What alike images have in common: the digit, the columns where its ink begins and ends. */
typedef struct likeness {
    int label, left, right, image;
} likeness;

static likeness likeness_of(const dataset *images, int i)
{
    int width = images->width, size = images->height * width;
    likeness found = {images->labels[i], width, 0, i};
    const uint8_t *pixels = images->pixels + (size_t)i * (size_t)size;
    for (int row = 0; row < size; row += width)
        for (int column = 0; column < width; column++)
            if (pixels[row + column] != 0) {
                found.left = column < found.left ? column : found.left;
                found.right = column > found.right ? column : found.right;
            }
    return found;
}

/* For qsort. No two are equal, as each is another image. */
static int compare_likeness(const void *one, const void *other)
{
    const likeness *a = one, *b = other;
    if (a->label != b->label)
        return a->label - b->label;
    if (a->left != b->left)
        return a->left - b->left;
    return a->right != b->right ? a->right - b->right : a->image - b->image;
}

static int common_divisor(int a, int b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

void tile_order(int *order, const dataset *images)
{
    arena memory = {0};
    likeness *alike = arena_alloc(&memory, (size_t)images->count, sizeof *alike);
    for (int i = 0; i < images->count; i++)
        alike[i] = likeness_of(images, i);
    qsort(alike, (size_t)images->count, sizeof *alike, compare_likeness);
    /* Full tiles are dealt out in steps of the golden section, which visits each of them once if
       their number and the step have no divisor in common. */
    int tiles = images->count / TILE_IMAGES, step = (int)(0.618 * tiles);
    while (tiles > 0 && common_divisor(tiles, step) != 1)
        step++;
    for (int place = 0; place < images->count; place++) {
        int t = place / TILE_IMAGES;
        long from = t < tiles ? (long)t * step % tiles : t;
        order[place] = alike[from * TILE_IMAGES + place % TILE_IMAGES].image;
    }
    arena_free(&memory);
}

/* Of each pixel, whether any of tile t's images has ink there: then ink[k] is not 0. */
static void find_ink(uint8_t *ink, const dataset *images, const int *order, int t)
{
    int pixels = images->height * images->width, first = t * TILE_IMAGES;
    memset(ink, 0, (size_t)pixels);
    for (int j = first; j < first + TILE_IMAGES && j < images->count; j++) {
        const uint8_t *image = images->pixels + (size_t)order[j] * (size_t)pixels;
        for (int k = 0; k < pixels; k++)
            ink[k] |= image[k];
    }
}

/* The bytes of pixel k in tile t's images. */
static void gather_row(tile_row row, const dataset *images, const int *order, int t, int k)
{
    int pixels = images->height * images->width, first = t * TILE_IMAGES;
    int left = images->count - first;
    memset(row, 0, TILE_IMAGES);
    for (int j = 0; j < TILE_IMAGES && j < left; j++)
        row[j] = images->pixels[(size_t)order[first + j] * (size_t)pixels + (size_t)k];
}

/* Lists tile after tile, or only counts the entries where there is no memory yet. `ink` has room
   for as many bytes as an image has. */
static uint32_t list_rows(image_tiles *s, const dataset *images, const int *order,
                          uint8_t *ink)
{
    uint32_t entry = 0, *start = s->start;
    for (int t = 0; t < parts(s->count, TILE_IMAGES); t++) {
        find_ink(ink, images, order, t);
        for (int k = 0; k < s->pixels; k++) {
            if (start != NULL && k % TILE_PIXELS == 0)
                *start++ = entry;
            if (ink[k] == 0)
                continue;
            if (start != NULL) {
                s->pixel[entry] = (uint16_t)k;
                gather_row(s->ink[entry], images, order, t, k);
            }
            entry++;
        }
    }
    if (start != NULL)
        *start = entry;
    return entry;
}

image_tiles image_tiles_new(arena *a, const dataset *images, const int *order)
{
    image_tiles s = {.pixels = images->height * images->width, .count = images->count};
    CHECK(s.pixels <= UINT16_MAX + 1, "images of %d pixels", s.pixels);
    s.ranges = parts(s.pixels, TILE_PIXELS);
    size_t stretches = (size_t)parts(s.count, TILE_IMAGES) * (size_t)s.ranges;
    arena memory = {0};
    uint8_t *ink = arena_alloc(&memory, (size_t)s.pixels, sizeof *ink);
    uint32_t entries = list_rows(&s, images, order, ink);
    s.start = arena_alloc(a, stretches + 1, sizeof *s.start);
    s.pixel = arena_alloc(a, entries, sizeof *s.pixel);
    s.ink = arena_alloc(a, entries, sizeof *s.ink);
    list_rows(&s, images, order, ink);
    arena_free(&memory);
    return s;
}

real *tile_scratch_new(arena *a, int units, int pixels)
{
    size_t blocks = (size_t)parts(units, TILE_UNITS);
    return arena_alloc(a, blocks * (size_t)pixels * TILE_UNITS, sizeof(real));
}

/* VECTOR bytes as numbers: two instructions, if the bytes go through int on their way. */
static inline vector unpack(const uint8_t *ink)
{
    vector x;
    real numbers[VECTOR];
    for (int i = 0; i < VECTOR; i++)
        numbers[i] = (real)(int)ink[i];
    memcpy(&x, numbers, sizeof x);
    return x;
}

/* The units of block b that exist: the last block may be partly empty. */
static int units_in(int b, int units)
{
    return units - b * TILE_UNITS < TILE_UNITS ? units - b * TILE_UNITS : TILE_UNITS;
}

/* The weights of a block for one pixel lie together; those of units that are not there stay 0. */
static void transpose_weights(real *weights, matrix w)
{
    for (int i = 0; i < w.rows; i++) {
        size_t row = (size_t)(i / TILE_UNITS) * (size_t)w.cols;
        for (int k = 0; k < w.cols; k++)
            weights[(row + (size_t)k) * TILE_UNITS + (size_t)(i % TILE_UNITS)] =
                AT(w, i, k) * ((real)1 / 255);
    }
}

/* The weighted sums of a block's units over the STRIP images of tile t that begin at image j. */
static void strip_sums(vector sums[TILE_UNITS][PAIR], const real *weights,
                       const image_tiles *x, int t, int j)
{
    vector sum[TILE_UNITS][PAIR] = {0};
    uint32_t end = x->start[(t + 1) * x->ranges];
    for (uint32_t entry = x->start[t * x->ranges]; entry < end; entry++) {
        const real *weight = weights + (size_t)x->pixel[entry] * TILE_UNITS;
        /* A processor sees what comes next by itself, but not beyond a page of memory. */
        __builtin_prefetch(x->ink[entry + PAGE_ROWS] + j);
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

static void check_images(const image_tiles *x, int first, int count)
{
    CHECK(first % TILE_IMAGES == 0 && first + count <= x->count,
          "%d images from image %d on, of %d in tiles of %d", count, first, x->count,
          TILE_IMAGES);
}

void tiles_multiply(matrix z, matrix w, const image_tiles *x, int first, real *scratch)
{
    CHECK(w.rows == z.rows && w.cols == x->pixels,
          "%d x %d weights for %d units, %d pixels", w.rows, w.cols, z.rows, x->pixels);
    check_images(x, first, z.cols);
    transpose_weights(scratch, w);
#pragma omp parallel for
    for (int j = 0; j < z.cols; j += STRIP)
        for (int b = 0; b < parts(z.rows, TILE_UNITS); b++) {
            vector sums[TILE_UNITS][PAIR];
            const real *weights = scratch + (size_t)(b * x->pixels) * TILE_UNITS;
            strip_sums(sums, weights, x, (first + j) / TILE_IMAGES, j % TILE_IMAGES);
            store_strip(z, b, j, sums);
        }
}

/* Rows of block b, a tile's columns of dz from first_col on; what is not there is 0. */
static void pack_upstream(vector packed[TILE_UNITS][TILE_VECTORS], matrix dz, int b,
                          int first_col)
{
    int left = dz.cols - first_col, units = units_in(b, dz.rows);
    if (left < TILE_IMAGES || units < TILE_UNITS)
        memset(packed, 0, TILE_UNITS * sizeof *packed);
    for (int u = 0; u < units; u++) {
        const real *row = &AT(dz, b * TILE_UNITS + u, first_col);
        if (left >= TILE_IMAGES) /* a length that the compiler knows */
            memcpy(packed[u], row, sizeof *packed);
        else
            memcpy(packed[u], row, (size_t)left * sizeof *row);
    }
}

/* Adds what a tile's images contribute to the gradients of one pixel, each lane for itself. */
static inline void add_entry(vector sums[TILE_UNITS],
                             vector upstream[TILE_UNITS][TILE_VECTORS], const tile_row ink)
{
    vector x[TILE_VECTORS];
    for (int v = 0; v < TILE_VECTORS; v++)
        x[v] = unpack(ink + v * VECTOR);
#pragma GCC unroll 10
    for (int u = 0; u < TILE_UNITS; u++) {
        vector sum = sums[u];
#pragma GCC unroll 16
        for (int v = 0; v < TILE_VECTORS; v++)
            sum += x[v] * upstream[u][v];
        sums[u] = sum;
    }
}

/* The sum of a vector's lanes, in order. */
static real add_lanes(vector v)
{
    real sum = 0;
    for (int lane = 0; lane < VECTOR; lane++)
        sum += v[lane];
    return sum;
}

/* Adds to block b's rows of dw, for the pixels of range r, what all tiles contribute. */
static void add_range(matrix dw, matrix dz, const image_tiles *x, int first, int b, int r)
{
    vector sums[TILE_PIXELS][TILE_UNITS] = {0};
    int first_pixel = r * TILE_PIXELS;
    const uint32_t *start = x->start + first / TILE_IMAGES * x->ranges + r;
    for (int j = 0; j < dz.cols; j += TILE_IMAGES, start += x->ranges) {
        vector upstream[TILE_UNITS][TILE_VECTORS];
        pack_upstream(upstream, dz, b, j);
        /* The next tile's rows are elsewhere: they are fetched while this one's are used. */
        uint32_t ahead = j + TILE_IMAGES < dz.cols ? start[x->ranges] - start[0] : 0;
        for (uint32_t i = start[0]; i < start[1]; i++) {
            __builtin_prefetch(x->ink[i + ahead]);
            add_entry(sums[x->pixel[i] - first_pixel], upstream, x->ink[i]);
        }
    }
    for (int k = first_pixel; k < dw.cols && k < first_pixel + TILE_PIXELS; k++)
        for (int u = 0; u < units_in(b, dw.rows); u++)
            AT(dw, b * TILE_UNITS + u, k) +=
                add_lanes(sums[k - first_pixel][u]) * ((real)1 / 255);
}

void tiles_gradient_add(matrix dw, matrix dz, const image_tiles *x, int first)
{
    CHECK(dw.rows == dz.rows && dw.cols == x->pixels,
          "%d x %d gradients, %d units, %d pixels", dw.rows, dw.cols, dz.rows, x->pixels);
    check_images(x, first, dz.cols);
    int blocks = parts(dw.rows, TILE_UNITS);
#pragma omp parallel for schedule(dynamic) /* ranges have more ink in the middle */
    for (int part = 0; part < x->ranges * blocks; part++)
        add_range(dw, dz, x, first, part / x->ranges, part % x->ranges);
}
