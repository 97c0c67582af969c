#include "strided.h"

#include <stdbool.h>

/* The row of a volume's number (c, y, x); -1 beside its planes, where there is padding. */
static int row_of(volume v, int c, int y, int x)
{
    bool inside = y >= 0 && y < v.height && x >= 0 && x < v.width;
    return inside ? (c * v.height + y) * v.width + x : -1;
}

int strided_size(int size, int kernel, int padding, int stride)
{
    return (size + 2 * padding - kernel) / stride + 1;
}

strided strided_new(volume in, int channels, int kernel, int padding, int stride)
{
    return (strided){.in = in,
                     .out = {channels, strided_size(in.height, kernel, padding, stride),
                             strided_size(in.width, kernel, padding, stride)},
                     .kernel = kernel,
                     .padding = padding,
                     .stride = stride};
}

/* The row of the input that weight k of a window, column k of w, sees when it makes line y and
   column x of the output; -1 if that is padding. */
static int row_seen(const strided *s, int k, int y, int x)
{
    int K = s->kernel, i = k / K % K, j = k % K;
    return row_of(s->in, k / (K * K), s->stride * y + i - s->padding,
                  s->stride * x + j - s->padding);
}

void convolve_strided(matrix z, const strided *s, matrix w, matrix x, matrix b)
{
    for (int row = 0; row < z.rows; row++) {
        int o = row / volume_plane(s->out), y = row / s->out.width % s->out.height;
        for (int n = 0; n < z.cols; n++) {
            real sum = b.data != NULL ? b.data[o] : 0;
            for (int k = 0; k < w.cols; k++) {
                int seen = row_seen(s, k, y, row % s->out.width);
                sum += seen >= 0 ? AT(w, o, k) * AT(x, seen, n) : 0;
            }
            AT(z, row, n) = sum;
        }
    }
}

void convolve_strided_inputs(matrix dx, const strided *s, matrix w, matrix dz)
{
    matrix_fill(dx, 0);
    for (int row = 0; row < dz.rows; row++) {
        int o = row / volume_plane(s->out), y = row / s->out.width % s->out.height;
        for (int k = 0; k < w.cols; k++) {
            int seen = row_seen(s, k, y, row % s->out.width);
            for (int n = 0; seen >= 0 && n < dz.cols; n++)
                AT(dx, seen, n) += AT(w, o, k) * AT(dz, row, n);
        }
    }
}
