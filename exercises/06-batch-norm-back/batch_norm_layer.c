#include "cnn_layers.h"

#include <math.h>

static const double epsilon = 1e-5, momentum = 0.1;

/* Two sums at once, over numbers that lie in a row: in as many parts as fill vector registers. */
typedef struct two_sums {
    double first, second;
} two_sums;

enum { LANES = 32 };

static two_sums add_lanes(const real *first, const real *second)
{
    two_sums total = {0, 0};
    for (int lane = 0; lane < LANES; lane++) {
        total.first += (double)first[lane];
        total.second += (double)second[lane];
    }
    return total;
}

/* Of x - shift, and of its square. A shift near the mean keeps digits that x * x would lose. */
static two_sums sum_squares(const real *x, size_t count, real shift)
{
    real sum[LANES] = {0}, squares[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            real off = x[i + lane] - shift;
            sum[lane] += off;
            squares[lane] += off * off;
        }
    for (; i < count; i++) {
        sum[0] += x[i] - shift;
        squares[0] += (x[i] - shift) * (x[i] - shift);
    }
    return add_lanes(sum, squares);
}

/* Of dy, and of dy * (x - mean). */
static two_sums sum_gradients(const real *dy, const real *x, size_t count, real mean)
{
    real sum[LANES] = {0}, products[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            sum[lane] += dy[i + lane];
            products[lane] += dy[i + lane] * (x[i + lane] - mean);
        }
    for (; i < count; i++) {
        sum[0] += dy[i];
        products[0] += dy[i] * (x[i] - mean);
    }
    return add_lanes(sum, products);
}

/* Mean and deviation of channel c of this batch, and what is to be remembered of them. */
static void measure(batch_norm *s, int c, const real *x, size_t count)
{
    double n = (double)count, old_mean = (double)s->running_mean.data[c],
           old_var = (double)s->running_var.data[c];
    two_sums sums = sum_squares(x, count, s->running_mean.data[c]);
    double off = sums.first / n, mean = old_mean + off,
           variance = fmax(sums.second / n - off * off, 0), /* not below, by rounding */
        sample = n > 1 ? variance * n / (n - 1) : variance;
    s->mean.data[c] = (real)mean;
    s->inverse.data[c] = (real)(1 / sqrt(variance + epsilon));
    s->running_mean.data[c] = (real)(old_mean + momentum * off);
    s->running_var.data[c] = (real)(old_var + momentum * (sample - old_var));
}

real batch_norm_inverse(const batch_norm *s, int channel)
{
    return (real)(1 / sqrt((double)s->running_var.data[channel] + epsilon));
}

static void recall_running(batch_norm *s, int c)
{
    s->mean.data[c] = s->running_mean.data[c];
    s->inverse.data[c] = batch_norm_inverse(s, c);
}

static void batch_norm_forward(layer *l, matrix x, matrix y, bool training)
{
    batch_norm *s = l->state;
    const real *weight = l->parameters[BATCH_NORM_WEIGHT].value.data,
               *bias = l->parameters[BATCH_NORM_BIAS].value.data;
    size_t count = (size_t)volume_plane(s->in) * (size_t)x.cols; /* numbers of a channel */
#pragma omp parallel for if (matrix_size(x) > PARALLEL_SIZE)
    for (int c = 0; c < s->in.channels; c++) {
        const real *in = x.data + (size_t)c * count;
        real *out = y.data + (size_t)c * count;
        if (training)
            measure(s, c, in, count);
        else
            recall_running(s, c);
        real scale = weight[c] * s->inverse.data[c], mean = s->mean.data[c];
        for (size_t i = 0; i < count; i++)
            out[i] = scale * (in[i] - mean) + bias[c];
    }
}

/*
 * Mean and deviation depend on every x, so each dy reaches each x of its channel, on three paths:
 *
 *     dx = weight / deviation * (dy - mean of dy - normalized x * mean of dy * normalized x)
 */
static void batch_norm_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
}

const layer_type batch_norm_layer = {
    .name = "batch_norm",
    .forward = batch_norm_forward,
    .backward = batch_norm_backward,
};

static parameter *add_channels(network *net, const char *name, int channels)
{
    parameter *p = network_add_parameter(net, name, channels, 1);
    p->rank = 1;
    p->shape[0] = (size_t)channels;
    return p;
}

void network_add_batch_norm(network *net, volume in)
{
    batch_norm *s = arena_alloc(&net->memory, 1, sizeof *s);
    network_add(net, &batch_norm_layer, volume_size(in))->state = s;
    add_channels(net, "weight", in.channels)->start = 1;
    add_channels(net, "bias", in.channels);
    s->in = in;
    s->running_mean = network_add_buffer(net, "running_mean", in.channels)->value;
    s->running_var = network_add_buffer(net, "running_var", in.channels)->value;
    matrix_fill(s->running_var, 1);
    s->mean = matrix_new(&net->memory, in.channels, 1);
    s->inverse = matrix_new(&net->memory, in.channels, 1);
}
