#include "matmul.h"

#include <string.h>

#include "error.h"

void matmul_naive(matrix c, matrix a, matrix b)
{
    /* This is exercise 01-matrix-product. */
}

enum { STRIP = 256 }; /* depth of a packed strip: it stays in a near cache */

/* A strip of B: up to STRIP rows of TILE_COLS numbers, one after another, and where they are. */
typedef struct strip {
    vector rows[STRIP][2];
    const real *row[STRIP];
} strip;

/* A tile's sums, added to what its rows begin with: as a rule, two vectors a row. */
static inline void store_tile(real *c, size_t c_step, int rows, int cols,
                              vector sum[TILE_ROWS][2], const real *start)
{
#pragma GCC unroll 8
    for (int r = 0; r < TILE_ROWS; r++, c += c_step) {
        if (r == rows)
            return;
        vector_at *left = (vector_at *)c, *right = (vector_at *)(c + VECTOR);
        if (cols < TILE_COLS) {
            real numbers[TILE_COLS];
            memcpy(numbers, sum[r], sizeof numbers);
            for (int j = 0; j < cols; j++)
                c[j] = (start != NULL ? start[r] : c[j]) + numbers[j];
        } else if (start != NULL) {
            *left = start[r] + sum[r][0];
            *right = start[r] + sum[r][1];
        } else {
            *left += sum[r][0];
            *right += sum[r][1];
        }
    }
}

/* A tile of sums, of the columns of B from `first` on. */
static inline void sum_tile(vector sum[TILE_ROWS][2], const real *const row[TILE_ROWS],
                            size_t depth_step, const real *const *b, int first, int depth)
{
    for (int k = 0; k < depth; k++) {
        const real *columns = b[k] + first;
        vector left = *(const vector_at *)columns,
               right = *(const vector_at *)(columns + VECTOR);
#pragma GCC unroll 8
        for (int r = 0; r < TILE_ROWS; r++) {
            real weight = row[r][(size_t)k * depth_step];
            sum[r][0] += weight * left;
            sum[r][1] += weight * right;
        }
    }
}

/*
 * At the edge of C there may be fewer than TILE_ROWS rows: the last one then stands in for the
 * missing ones, and its copies are thrown away.
 */
void multiply_tiles(matrix c, size_t c_step, operand a, const real *const *b, int depth,
                    const real *start)
{
    const real *row[TILE_ROWS] = {a.data};
    for (int r = 1; r < TILE_ROWS; r++)
        row[r] = row[r - 1] + (r < c.rows ? a.row_step : 0);
    for (int j = 0; j < c.cols; j += TILE_COLS) {
        vector sum[TILE_ROWS][2] = {0};
        sum_tile(sum, row, a.depth_step, b, j, depth);
        store_tile(c.data + j, c_step, c.rows, c.cols - j, sum, start);
    }
}

/* Packs columns first_col .. of rows first_row .. of B; columns beyond its edge become 0. */
static void pack(strip *s, matrix b, int first_row, int depth, int first_col, int cols)
{
    if (cols < TILE_COLS)
        memset(s->rows, 0, sizeof s->rows);
    for (int k = 0; k < depth; k++)
        memcpy(s->rows[k], &AT(b, first_row + k, first_col), (size_t)cols * sizeof(real));
}

/* The same from the transpose: B's rows become the strip's columns. */
static void pack_transposed(strip *s, matrix b, int first_row, int depth, int first_col,
                            int cols)
{
    if (cols < TILE_COLS)
        memset(s->rows, 0, sizeof s->rows);
    real *numbers = (real *)s->rows;
    for (int j = 0; j < cols; j++)
        for (int k = 0; k < depth; k++)
            numbers[k * TILE_COLS + j] = AT(b, first_col + j, first_row + k);
}

typedef void packer(strip *s, matrix b, int first_row, int depth, int first_col, int cols);

static const real zeros[TILE_ROWS] = {0};

static void multiply(matrix c, operand a, matrix b, int depth, packer *pack_strip, bool add)
{
#pragma omp parallel for
    for (int j = 0; j < c.cols; j += TILE_COLS) {
        strip s;
        for (int k = 0; k < STRIP; k++)
            s.row[k] = (const real *)&s.rows[k];
        int cols = c.cols - j < TILE_COLS ? c.cols - j : TILE_COLS;
        for (int k = 0; k == 0 || k < depth;
             k += STRIP) { /* once for no depth: sums of 0 */
            int strip_depth = depth - k < STRIP ? depth - k : STRIP;
            pack_strip(&s, b, k, strip_depth, j, cols);
            for (int i = 0; i < c.rows; i += TILE_ROWS) {
                matrix tile = {c.rows - i < TILE_ROWS ? c.rows - i : TILE_ROWS, cols,
                               &AT(c, i, j)};
                operand part = a;
                part.data += (size_t)i * a.row_step + (size_t)k * a.depth_step;
                multiply_tiles(tile, (size_t)c.cols, part, s.row, strip_depth,
                               add || k > 0 ? NULL : zeros);
            }
        }
    }
}

void matmul(matrix c, matrix a, matrix b)
{
    CHECK(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols,
          "%d x %d times %d x %d into %d x %d", a.rows, a.cols, b.rows, b.cols, c.rows,
          c.cols);
    operand plain = {a.data, (size_t)a.cols, 1};
    multiply(c, plain, b, a.cols, pack, false);
}

void matmul_at(matrix c, matrix a, matrix b)
{
    /* Your code here. */
}

/* a[0] b[0] + a[1] b[1] + ..., in as many running sums as keep the multipliers busy. */
static real dot(const real *a, const real *b, int n)
{
    enum { LANES = 4 * VECTOR };
    real lanes[LANES] = {0};
    int k = 0;
    for (; k + LANES <= n; k += LANES)
        for (int lane = 0; lane < LANES; lane++)
            lanes[lane] += a[k + lane] * b[k + lane];
    for (; k < n; k++)
        lanes[0] += a[k] * b[k];

    real total = 0;
    for (int lane = 0; lane < LANES; lane++)
        total += lanes[lane];
    return total;
}

enum { FEW_ROWS = 16, LONG_ROW = 1024 };

/* A few long rows against each other: packing would cost more than the products. */
static void add_dots(matrix c, matrix a, matrix b)
{
#pragma omp parallel for
    for (int i = 0; i < c.rows; i++)
        for (int j = 0; j < c.cols; j++)
            AT(c, i, j) += dot(&AT(a, i, 0), &AT(b, j, 0), a.cols);
}

void matmul_bt_add(matrix c, matrix a, matrix b)
{
    CHECK(a.cols == b.cols && c.rows == a.rows && c.cols == b.rows,
          "%d x %d times transposed %d x %d into %d x %d", a.rows, a.cols, b.rows, b.cols,
          c.rows, c.cols);
    if (c.rows <= FEW_ROWS && a.cols >= LONG_ROW) {
        add_dots(c, a, b);
        return;
    }
    operand plain = {a.data, (size_t)a.cols, 1};
    multiply(c, plain, b, a.cols, pack_transposed, true);
}
