#include "dense_vector.h"

#include <string.h>

#include "error.h"
#include "matmul.h"

/* a[0] b[0] + a[1] b[1] + ..., in as many running sums as keep the multipliers busy. */
static real dot(const real *a, const real *b, int n)
{
    enum { SUMS = 4 };
    vector sum[SUMS] = {0};
    int k = 0;
    for (; k + SUMS * VECTOR <= n; k += SUMS * VECTOR)
        for (int s = 0; s < SUMS; s++) {
            vector x, y;
            memcpy(&x, a + k + s * VECTOR, sizeof x);
            memcpy(&y, b + k + s * VECTOR, sizeof y);
            sum[s] += x * y;
        }
    real total = 0;
    for (; k < n; k++)
        total += a[k] * b[k];
    for (int lane = 0; lane < VECTOR; lane++)
        total += (sum[0][lane] + sum[1][lane]) + (sum[2][lane] + sum[3][lane]);
    return total;
}

void dense_times_vector(matrix y, matrix w, matrix x)
{
    CHECK(w.cols == x.rows && y.rows == w.rows && y.cols == 1 && x.cols == 1,
          "%d x %d times %d x %d into %d x %d", w.rows, w.cols, x.rows, x.cols, y.rows,
          y.cols);
    for (int i = 0; i < w.rows; i++)
        y.data[i] = dot(&AT(w, i, 0), x.data, w.cols);
}
