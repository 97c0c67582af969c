#include "cnn_layers.h"

#include "error.h"
#include "matmul.h"

/* All a layer needs to make one pixel of y. */
typedef struct pooled_convolution {
    const convolution *c;
    matrix w, x, b;
    size_t y_step; /* from a channel of y to the next */
} pooled_convolution;

/* Some channels, from `channel` on, as many as a tile has, of the pixel of y that is the largest of
   two pixels of z from `above` on, and two from `below` on. */
static void pool_tile(const pooled_convolution *s, int channel, int above, int below,
                      real *y)
{
    enum { LINE = 2 * POOLED_IMAGES };
    _Alignas(vector) real sums[2][TILE_ROWS * LINE]; /* stay in the nearest cache */
    int left = s->w.rows - channel, rows = left < TILE_ROWS ? left : TILE_ROWS;
    matrix w = {rows, s->w.cols, &AT(s->w, channel, 0)}, b = {rows, 1, s->b.data + channel};
    size_t m = (size_t)s->x.cols, starts[] = {(size_t)above * m, (size_t)below * m};
    for (int i = 0; i < 2; i++)
        convolve_columns(sums[i], LINE, s->c, w, s->x, b, starts[i], starts[i] + 2 * m);
    for (int r = 0; r < rows; r++) {
        const real *first = sums[0] + r * LINE, *second = sums[1] + r * LINE;
        pool_row(y + (size_t)(channel + r) * s->y_step, first, first + m, second,
                 second + m, m);
    }
}

static void pooled_convolution_forward(layer *l, matrix x, matrix y, bool training)
{
    const convolution *c = l->state;
    CHECK(!training && x.cols <= POOLED_IMAGES, "%d images, %s", x.cols,
          training ? "training" : "in use");
    volume out = pooled_volume(c->out);
    const pooled_convolution s = {c, l->parameters[CONVOLUTION_WEIGHT].value, x,
                                  l->parameters[CONVOLUTION_BIAS].value,
                                  (size_t)volume_plane(out) * (size_t)y.cols};
    for (int line = 0; line < out.height; line++)
        for (int i = 0; i < out.width; i++) {
            int above = 2 * line * c->out.width + 2 * i;
            for (int channel = 0; channel < out.channels; channel += TILE_ROWS)
                pool_tile(&s, channel, above, above + c->out.width,
                          &AT(y, line * out.width + i, 0));
        }
}

const layer_type pooled_convolution_layer = {
    .name = "pooled_convolution",
    .forward = pooled_convolution_forward,
};

volume network_add_pooled_convolution(network *net, const convolution *like)
{
    CHECK(net->capacity <= POOLED_IMAGES, "batches of %d", net->capacity);
    convolution *c = arena_alloc(&net->memory, 1, sizeof *c);
    *c = convolution_new(&net->memory, like->in, like->out.channels, like->kernel,
                         like->padding, net->capacity);
    volume out = pooled_volume(c->out);
    network_add(net, &pooled_convolution_layer, volume_size(out))->state = c;
    network_add_window(net, c, true);
    return out;
}
