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

/* For each output pixel, the rows of x that its taps read; see convolution.h. */
static void list_taps(convolution *c)
{
    int *tap = c->taps, K = c->kernel;
    for (int y = 0; y < c->out.height; y++)
        for (int x = 0; x < c->out.width; x++)
            for (int channel = 0; channel < c->in.channels; channel++)
                for (int i = 0; i < K; i++)
                    for (int j = 0; j < K; j++)
                        *tap++ =
                            row_of(c->in, channel, y + i - c->padding, x + j - c->padding);
}

/* For each input pixel, the rows of dz that it had a part in: where y + i - p led to it. */
static void list_back_taps(convolution *c)
{
    int *tap = c->back_taps, K = c->kernel;
    for (int y = 0; y < c->in.height; y++)
        for (int x = 0; x < c->in.width; x++)
            for (int o = 0; o < c->out.channels; o++)
                for (int i = 0; i < K; i++)
                    for (int j = 0; j < K; j++)
                        *tap++ = row_of(c->out, o, y - i + c->padding, x - j + c->padding);
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
    c.back_depth = channels * kernel * kernel;
    size_t taps = (size_t)volume_plane(c.out) * (size_t)c.depth;
    size_t back_taps = (size_t)volume_plane(in) * (size_t)c.back_depth;
    c.taps = arena_alloc(a, taps, sizeof *c.taps);
    c.back_taps = arena_alloc(a, back_taps, sizeof *c.back_taps);
    list_taps(&c);
    list_back_taps(&c);
    c.turned = matrix_new(a, in.channels, c.back_depth);
    c.sums = matrix_new(a, slices(&c), channels * c.depth);
    c.zeros = arena_alloc(a, (size_t)images + TILE_COLS, sizeof *c.zeros);
    return c;
}

/* --- the obvious loops: the formula, and its derivatives product by product ----------------- */

/* The sum in the formula, for output (o, y, x) of image n. */
static real window_sum(const convolution *c, matrix w, matrix in, int n, int o, int y,
                       int x)
{
    /* Your code here. */
    return 0;
}

void convolve_naive(matrix z, const convolution *c, matrix w, matrix x, matrix b)
{
    /* Your code here. */
}

/* The same window: each product w * in of the sum passes dz on to both of its factors. */
static void window_back(const convolution *c, matrix dw, matrix din, matrix w, matrix in,
                        int n, int o, int y, int x, real dz)
{
    /* This is exercise 06-convolution-back. */
}

void convolve_naive_back(matrix dw, matrix dx, const convolution *c, matrix w, matrix x,
                         matrix dz)
{
    /* This is exercise 06-convolution-back. */
}

/* --- forward, and the way back to the inputs: tiles ----------------------------------------- */

enum { STRIP = 256 }; /* taps that are worked on at once */

/* Taps first .. first + count - 1, as a tile of TILE_COLS columns reads them: row[k] points to
   them in x, or to a copy where the columns do not lie side by side. */
typedef struct tap_rows {
    const real *row[STRIP];
    real copies[STRIP][TILE_COLS];
} tap_rows;

/* The columns of a tile are images n, n + 1, ... of one pixel: side by side in x. */
static void point_at_rows(tap_rows *t, const int *tap, int count, matrix x, int n,
                          const real *zeros)
{
    const real *first = x.data + n;
    for (int k = 0; k < count; k++)
        t->row[k] = tap[k] < 0 ? zeros : first + (ptrdiff_t)tap[k] * x.cols;
}

/* They go on to the images of the next pixels, or beyond the last of them. */
static void copy_rows(tap_rows *t, const int *taps, int depth, int count, matrix x,
                      size_t first_col, int cols)
{
    if (cols < TILE_COLS)
        memset(t->copies, 0, sizeof t->copies);
    for (int j = 0; j < cols; j++) {
        size_t col = first_col + (size_t)j, m = (size_t)x.cols;
        const int *tap = taps + col / m * (size_t)depth;
        for (int k = 0; k < count; k++)
            t->copies[k][j] = tap[k] < 0 ? 0 : AT(x, tap[k], col % m);
    }
    for (int k = 0; k < count; k++)
        t->row[k] = t->copies[k];
}

/* Columns first_col .. + cols - 1 of z, seen as a matrix of channels x (pixels * images). */
static void correlate_tile(real *z, size_t columns, matrix w, matrix x, const int *taps,
                           const real *zeros, size_t col, int cols)
{
    tap_rows t;
    size_t pixel = col / (size_t)x.cols;
    int depth = w.cols, n = (int)(col % (size_t)x.cols);
    for (int k = 0; k < depth; k += STRIP) {
        const int *tap = taps + pixel * (size_t)depth + k;
        int count = depth - k < STRIP ? depth - k : STRIP;
        if (n + TILE_COLS <= x.cols)
            point_at_rows(&t, tap, count, x, n, zeros);
        else
            copy_rows(&t, taps + k, depth, count, x, col, cols);
        for (int o = 0; o < w.rows; o += TILE_ROWS) {
            int rows = w.rows - o < TILE_ROWS ? w.rows - o : TILE_ROWS;
            operand window = {&AT(w, o, k), (size_t)depth, 1};
            multiply_tile(z + (size_t)o * columns + col, columns, rows, cols, window, t.row,
                          count, k > 0);
        }
    }
}

/*
 * z = W * x for the taps of one output channel's pixels: a product of W with the matrix that
 * has a column for each pixel and image, and in it the numbers that the taps read there. That
 * matrix, many times the size of x, is never made: a tile of columns finds its rows in x.
 */
static void correlate(matrix z, matrix w, matrix x, const int *taps, const real *zeros)
{
    size_t columns = matrix_size(z) / (size_t)w.rows;
#pragma omp parallel for if (matrix_size(z) * (size_t)w.cols > 16 * PARALLEL_SIZE)
    for (size_t col = 0; col < columns; col += TILE_COLS) {
        size_t left = columns - col;
        int cols = left < TILE_COLS ? (int)left : TILE_COLS;
        correlate_tile(z.data, columns, w, x, taps, zeros, col, cols);
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
    correlate(z, w, x, c->taps, c->zeros);
    if (b.data == NULL)
        return;
    size_t columns = matrix_size(z) / (size_t)b.rows;
#pragma omp parallel for if (matrix_size(z) > PARALLEL_SIZE)
    for (int o = 0; o < b.rows; o++)
        for (size_t j = 0; j < columns; j++)
            z.data[(size_t)o * columns + j] += b.data[o];
}

void convolve_inputs(matrix dx, convolution *c, matrix w, matrix dz)
{
    check_shapes(c, dz, w, dx);
    int window = c->kernel * c->kernel;
    for (int o = 0; o < w.rows; o++)
        for (int k = 0; k < w.cols; k++)
            AT(c->turned, k / window, o * window + k % window) = AT(w, o, k);
    correlate(dx, c->turned, dz, c->back_taps, c->zeros);
}

/* --- the weights' gradient ------------------------------------------------------------------ */

static inline __attribute__((always_inline)) vector load(const real *numbers, int count)
{
    if (count >= VECTOR)
        return *(const vector_at *)numbers;
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
static void sum_tile(convolution *c, int slice, int o, int k, matrix dz, matrix x)
{
    size_t plane = (size_t)volume_plane(c->out), m = (size_t)x.cols;
    size_t slice_count = (size_t)c->sums.rows, first = plane * (size_t)slice / slice_count,
           last = plane * ((size_t)slice + 1) / slice_count;
    int rows = c->out.channels - o < TILE_ROWS ? c->out.channels - o : TILE_ROWS;
    int count = c->depth - k < TAPS ? c->depth - k : TAPS;
    weights_tile tile = {.taps = c->taps + k,
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
                sum_tile(c, slice, o, k, dz, x);
    for (int slice = 0; slice < c->sums.rows; slice++)
        for (size_t i = 0; i < matrix_size(dw); i++)
            dw.data[i] += AT(c->sums, slice, i);
}
