#include "convolution.h"

#include <string.h>

#include "error.h"
#include "matmul.h"

/* The row of a volume's number (c, y, x); -1 beside its planes, where there is padding. */
static int row_of(volume v, int c, int y, int x)
{
    bool inside = y >= 0 && y < v.height && x >= 0 && x < v.width;
    return inside ? (c * v.height + y) * v.width + x : -1;
}

/* For each output pixel, the rows of x that its taps read. */
static void list_taps(const convolution *c)
{
    int *row = c->forward.row, K = c->kernel;
    for (int y = 0; y < c->out.height; y++)
        for (int x = 0; x < c->out.width; x++)
            for (int channel = 0; channel < c->in.channels; channel++)
                for (int i = 0; i < K; i++)
                    for (int j = 0; j < K; j++)
                        *row++ =
                            row_of(c->in, channel, y + i - c->padding, x + j - c->padding);
}

/* For each input pixel, the rows of dz that it had a part in: where y + i - p led to it. */
static void list_back_taps(const convolution *c)
{
    int *row = c->back.row, K = c->kernel;
    for (int y = 0; y < c->in.height; y++)
        for (int x = 0; x < c->in.width; x++)
            for (int o = 0; o < c->out.channels; o++)
                for (int i = 0; i < K; i++)
                    for (int j = 0; j < K; j++)
                        *row++ = row_of(c->out, o, y - i + c->padding, x - j + c->padding);
}

static tap_list tap_list_new(arena *a, volume pixels, int depth)
{
    tap_list t = {.pixels = volume_plane(pixels), .depth = depth};
    t.row = arena_alloc(a, (size_t)t.pixels * (size_t)depth, sizeof *t.row);
    t.same = arena_alloc(a, (size_t)t.pixels, sizeof *t.same);
    t.last = arena_alloc(a, (size_t)t.pixels, sizeof *t.last);
    return t;
}

static bool moves_on(const int *row, const int *next, int depth)
{
    for (int k = 0; k < depth; k++)
        if (next[k] != (row[k] < 0 ? -1 : row[k] + 1))
            return false;
    return true;
}

static void look_along_lines(const tap_list *t)
{
    for (int p = t->pixels - 1; p >= 0; p--) {
        const int *row = t->row + (ptrdiff_t)p * t->depth;
        bool more = p + 1 < t->pixels && moves_on(row, row + t->depth, t->depth);
        t->same[p] = more ? 1 + t->same[p + 1] : 1;
        for (int k = 0; k < t->depth; k++)
            t->last[p] = row[k] > t->last[p] ? row[k] : t->last[p];
    }
}

enum {
    TAPS = 3,      /* of the weights' gradient, worked on together */
    FEW_TILES = 16 /* with fewer tiles of weights, their sums are shared out in slices */
};

static int groups(int count, int size)
{
    return (count + size - 1) / size;
}

/* Parts of the pixels that are summed apart, so that threads have enough to share. Their number
   must not depend on that of the threads: it decides the last bits of the sum. */
static int slices(const convolution *c)
{
    int tiles = groups(c->out.channels, TILE_ROWS) * groups(c->depth, TAPS);
    return tiles < FEW_TILES ? 4 : 1;
}

convolution convolution_new(arena *a, volume in, int channels, int kernel, int padding,
                            int images)
{
    convolution c = {.in = in, .kernel = kernel, .padding = padding};
    c.out = (volume){channels, in.height + 2 * padding - kernel + 1,
                     in.width + 2 * padding - kernel + 1};
    CHECK(kernel > 0 && c.out.height > 0 && c.out.width > 0, "a kernel of %d on %d x %d",
          kernel, in.height, in.width);
    c.depth = in.channels * kernel * kernel;
    c.forward = tap_list_new(a, c.out, c.depth);
    c.back = tap_list_new(a, in, channels * kernel * kernel);
    list_taps(&c);
    list_back_taps(&c);
    look_along_lines(&c.forward);
    look_along_lines(&c.back);
    c.turned = matrix_new(a, in.channels, c.back.depth);
    c.sums = matrix_new(a, slices(&c), channels * c.depth);
    int line = in.width > c.out.width ? in.width : c.out.width,
        most = in.channels > channels ? in.channels : channels;
    size_t zeros = (size_t)line * (size_t)images + (size_t)most + TILE_COLS;
    c.zeros = arena_alloc(a, zeros, sizeof *c.zeros);
    return c;
}

/* --- the obvious loops: the formula, and its derivatives product by product ----------------- */

/* The sum in the formula, for output (o, y, x) of image n. */
static real window_sum(const convolution *c, matrix w, matrix in, int n, int o, int y,
                       int x)
{
    /* This is exercise 06-convolution. */
    return 0;
}

void convolve_naive(matrix z, const convolution *c, matrix w, matrix x, matrix b)
{
    /* This is exercise 06-convolution. */
}

/* The same window: each product w * in of the sum passes dz on to both of its factors. */
static void window_back(const convolution *c, matrix dw, matrix din, matrix w, matrix in,
                        int n, int o, int y, int x, real dz)
{
    /* Your code here. */
}

void convolve_naive_back(matrix dw, matrix dx, const convolution *c, matrix w, matrix x,
                         matrix dz)
{
    /* Your code here. */
}

/* --- forward, and the way back to the inputs: tiles ----------------------------------------- */

enum {
    STRIP = 256, /* taps that are worked on at once */
    RUN =
        4 * TILE_COLS /* columns that a thread takes at once: often all images of a pixel */
};

/* The numbers that taps read for a run of columns: row[k] points to those of tap k, in x itself
   or in a copy. */
typedef struct tap_rows {
    const real *row[STRIP];
    real copies[STRIP][TILE_COLS];
} tap_rows;

/* From image `first` of one pixel on, as long as its taps' numbers lie side by side. */
static void point_at_rows(tap_rows *t, const int *tap, int count, matrix x, size_t first,
                          const real *zeros)
{
    for (int k = 0; k < count; k++)
        t->row[k] = tap[k] < 0 ? zeros : &AT(x, tap[k], first);
}

/* From image `first` of one pixel on, and on into the next ones. */
static void copy_rows(tap_rows *t, const int *tap, int depth, int count, matrix x,
                      size_t first, int cols)
{
    if (cols < TILE_COLS)
        memset(t->copies, 0, sizeof t->copies);
    for (int j = 0; j < cols; j++) {
        for (int k = 0; k < count; k++)
            t->copies[k][j] = tap[k] < 0 ? 0 : AT(x, tap[k], first);
        if (++first == (size_t)x.cols) {
            first = 0;
            tap += depth;
        }
    }
    for (int k = 0; k < count; k++)
        t->row[k] = t->copies[k];
}

/*
 * z = W * x + bias for the taps of one output channel's pixels: a product of W with the matrix
 * that has a column for each pixel and image, and in it the numbers that the taps read there.
 * That matrix, many times the size of x, is never made: tiles of columns find their rows in x.
 */
typedef struct correlation {
    matrix z, w, x;
    const real *bias, *zeros;
    const tap_list *taps;
    size_t columns; /* pixels * images */
} correlation;

/* How many of the columns from image `first` of a pixel on can be read from x, in whole tiles:
   the last tile reads beyond its columns, which must not be beyond the end of x. */
static size_t columns_in_place(const correlation *c, size_t pixel, size_t first,
                               size_t left)
{
    size_t images = (size_t)c->x.cols;
    size_t same = (size_t)c->taps->same[pixel] * images - first;
    size_t cols = same < left ? same : left;
    size_t room = matrix_size(c->x) - ((size_t)c->taps->last[pixel] * images + first);
    size_t tiles = room / TILE_COLS * TILE_COLS;
    return cols < tiles ? cols : tiles;
}

/* As many of the columns col .. end - 1 as can be done at once, into z and z_step further for
   each row; how many. */
static size_t correlate_some(const correlation *c, size_t col, size_t end, real *z,
                             size_t z_step)
{
    tap_rows t;
    size_t images = (size_t)c->x.cols, first = col % images, pixel = col / images;
    const int depth = c->w.cols, *tap = c->taps->row + pixel * (size_t)depth;
    size_t in_place = columns_in_place(c, pixel, first, end - col);
    size_t tile = end - col < TILE_COLS ? end - col : TILE_COLS;
    int cols = (int)(in_place > 0 ? in_place : tile);
    for (int k = 0; k < depth; k += STRIP) {
        int count = depth - k < STRIP ? depth - k : STRIP;
        if (in_place > 0)
            point_at_rows(&t, tap + k, count, c->x, first, c->zeros);
        else
            copy_rows(&t, tap + k, depth, count, c->x, first, cols);
        for (int o = 0; o < c->w.rows; o += TILE_ROWS) {
            matrix tiles = {c->w.rows - o < TILE_ROWS ? c->w.rows - o : TILE_ROWS, cols,
                            z + (size_t)o * z_step};
            operand window = {&AT(c->w, o, k), (size_t)depth, 1};
            multiply_tiles(tiles, z_step, window, t.row, count, k > 0 ? NULL : c->bias + o);
        }
    }
    return (size_t)cols;
}

static void correlate(const correlation *c)
{
#pragma omp parallel for if (matrix_size(c->z) * (size_t)c->w.cols > 16 * PARALLEL_SIZE)
    for (size_t run = 0; run < c->columns; run += RUN) {
        size_t end = run + RUN < c->columns ? run + RUN : c->columns;
        for (size_t col = run; col < end;)
            col += correlate_some(c, col, end, c->z.data + col, c->columns);
    }
}

static void check_shapes(const convolution *c, matrix z, matrix w, matrix x)
{
    CHECK(z.rows == volume_size(c->out) && x.rows == volume_size(c->in) && z.cols == x.cols,
          "%d x %d from %d x %d", z.rows, z.cols, x.rows, x.cols);
    CHECK(w.rows == c->out.channels && w.cols == c->depth, "weights of %d x %d", w.rows,
          w.cols);
}

void convolve(matrix z, const convolution *c, matrix w, matrix x, matrix b)
{
    check_shapes(c, z, w, x);
    correlate(&(correlation){z, w, x, b.data != NULL ? b.data : c->zeros, c->zeros,
                             &c->forward, matrix_size(z) / (size_t)w.rows});
}

void convolve_columns(real *z, size_t z_step, const convolution *c, matrix w, matrix x,
                      matrix b, size_t col, size_t end)
{
    correlation part = {{0}, w, x, b.data, c->zeros, &c->forward, 0};
    while (col < end) {
        size_t cols = correlate_some(&part, col, end, z, z_step);
        z += cols;
        col += cols;
    }
}

void convolve_inputs(matrix dx, convolution *c, matrix w, matrix dz)
{
    check_shapes(c, dz, w, dx);
    int window = c->kernel * c->kernel;
    for (int o = 0; o < w.rows; o++)
        for (int k = 0; k < w.cols; k++)
            AT(c->turned, k / window, o * window + k % window) = AT(w, o, k);
    correlate(&(correlation){dx, c->turned, dz, c->zeros, c->zeros, &c->back,
                             matrix_size(dx) / (size_t)c->turned.rows});
}

/* --- the weights' gradient ------------------------------------------------------------------ */

/* `volatile` makes it one load into a register. Without it, gcc has each multiplication load its
   factor again, and loads are what takes longest here. */
static inline __attribute__((always_inline)) vector load(const real *numbers, int count)
{
    if (count >= VECTOR)
        return *(const volatile vector_at *)numbers;
    vector v = {0};
    memcpy(&v, numbers, (size_t)count * sizeof *numbers);
    return v;
}

/* A tile of the gradient: TILE_ROWS channels x TAPS taps, and what they are made from. */
typedef struct weights_tile {
    const real *dz[TILE_ROWS]; /* of each channel, all its pixels */
    const int *taps;  /* of the first pixel; the next pixel's are `depth` further */
    int count, depth; /* of taps: there may be fewer than TAPS at the end */
    const real *x, *zeros;
    size_t m; /* images */
} weights_tile;

/*
 * Adds the products of images first .. last - 1 of some pixels, VECTOR images at a time, the last
 * of them `count`. Where taps are missing, the tile has columns of zeros.
 */
static inline __attribute__((always_inline)) void
add_products(vector total[TILE_ROWS][TAPS], const weights_tile *tile, size_t first_pixel,
             size_t last_pixel, size_t first, size_t last, int count)
{
    vector sum[TILE_ROWS][TAPS] = {0};
    for (size_t p = first_pixel; p < last_pixel; p++) {
        const real *read[TAPS];
        for (int t = 0; t < TAPS; t++) {
            int row =
                t < tile->count ? tile->taps[p * (size_t)tile->depth + (size_t)t] : -1;
            read[t] = row < 0 ? tile->zeros : tile->x + (size_t)row * tile->m;
        }
        for (size_t n = first; n < last; n += VECTOR) {
            vector a = load(read[0] + n, count), b = load(read[1] + n, count),
                   c = load(read[2] + n, count);
#pragma GCC unroll 8
            for (int r = 0; r < TILE_ROWS; r++) {
                vector gradient = load(tile->dz[r] + p * tile->m + n, count);
                sum[r][0] += gradient * a;
                sum[r][1] += gradient * b;
                sum[r][2] += gradient * c;
            }
        }
    }
    for (int r = 0; r < TILE_ROWS; r++)
        for (int t = 0; t < TAPS; t++)
            total[r][t] += sum[r][t];
}

static real sum_of(vector v)
{
    real sum = 0;
    for (int i = 0; i < VECTOR; i++)
        sum += v[i];
    return sum;
}

/* Sums of one slice of the pixels, for weights (o, k) and their neighbours in the tile. */
static void sum_weights(convolution *c, int slice, int o, int k, matrix dz, matrix x)
{
    size_t plane = (size_t)volume_plane(c->out), m = (size_t)x.cols;
    size_t slice_count = (size_t)c->sums.rows, first = plane * (size_t)slice / slice_count,
           last = plane * ((size_t)slice + 1) / slice_count;
    int rows = c->out.channels - o < TILE_ROWS ? c->out.channels - o : TILE_ROWS;
    int count = c->depth - k < TAPS ? c->depth - k : TAPS;
    weights_tile tile = {.taps = c->forward.row + k,
                         .count = count,
                         .depth = c->depth,
                         .x = x.data,
                         .zeros = c->zeros,
                         .m = m};
    for (int r = 0; r < TILE_ROWS; r++) /* the last stands in for missing ones */
        tile.dz[r] = dz.data + (size_t)(o + (r < rows ? r : rows - 1)) * plane * m;

    vector sum[TILE_ROWS][TAPS] = {0};
    size_t whole = m - m % VECTOR;
    add_products(sum, &tile, first, last, 0, whole, VECTOR);
    if (whole < m)
        add_products(sum, &tile, first, last, whole, m, (int)(m - whole));
    for (int r = 0; r < rows; r++)
        for (int t = 0; t < count; t++)
            AT(c->sums, slice, (o + r) * c->depth + k + t) = sum_of(sum[r][t]);
}

void convolve_weights(matrix dw, convolution *c, matrix dz, matrix x)
{
    check_shapes(c, dz, dw, x);
#pragma omp parallel for collapse(3)
    for (int slice = 0; slice < c->sums.rows; slice++)
        for (int o = 0; o < dw.rows; o += TILE_ROWS)
            for (int k = 0; k < dw.cols; k += TAPS)
                sum_weights(c, slice, o, k, dz, x);
    for (int slice = 0; slice < c->sums.rows; slice++)
        for (size_t i = 0; i < matrix_size(dw); i++)
            dw.data[i] += AT(c->sums, slice, i);
}
