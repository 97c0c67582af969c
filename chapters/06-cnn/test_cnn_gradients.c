/* variant: double */
/* Every gradient of this chapter's layers against central differences. */
#include "cnn.h"
#include "gradient_check.h"
#include "test_networks.h"

static const double TOLERANCE = 1e-6;

/* A layer by itself: the sum of upstream * forward(x), which depends on every number of x. */
typedef struct bench {
    layer *l;
    matrix x, y, upstream;
} bench;

static double weighted_sum(void *context)
{
    bench *b = context;
    b->l->type->forward(b->l, b->x, b->y, true);
    double sum = 0;
    for (size_t i = 0; i < matrix_size(b->y); i++)
        sum += b->upstream.data[i] * b->y.data[i];
    return sum;
}

static double error_of(matrix analytic, matrix at, bench *b)
{
    arena memory = {0};
    real *numeric = arena_alloc(&memory, matrix_size(at), sizeof *numeric);
    numeric_gradient(numeric, at.data, matrix_size(at), weighted_sum, b);
    double off = relative_error(analytic.data, numeric, matrix_size(at));
    arena_free(&memory);
    return off;
}

static void check_first_layer(network *net, int m, uint64_t seed)
{
    rng r = rng_new(seed, 0);
    layer *l = &net->layers[0];
    bench b = {l, random_matrix(&net->memory, l->inputs, m, &r),
               matrix_new(&net->memory, l->outputs, m),
               random_matrix(&net->memory, l->outputs, m, &r)};
    randomize(net, seed);
    weighted_sum(&b);
    network_zero_gradients(net);
    matrix dx = matrix_new(&net->memory, l->inputs, m);
    l->type->backward(l, b.x, b.y, b.upstream, dx);
    double off = error_of(dx, b.x, &b);
    cr_expect(off < TOLERANCE, "%s %d-%d, %d columns: dx is off by %g", l->type->name,
              l->inputs, l->outputs, m, off);
    for (int i = 0; i < l->parameter_count; i++) {
        parameter *p = &l->parameters[i];
        off = error_of(copy_of(&net->memory, p->gradient), p->value, &b);
        cr_expect(off < TOLERANCE, "%s %d-%d, %d columns: %s is off by %g", l->type->name,
                  l->inputs, l->outputs, m, p->name, off);
    }
    network_free(net);
}

static const int columns[] = {2, 7, 17, 33};
enum { COLUMNS = sizeof columns / sizeof *columns };

Test(cnn_gradients, convolution_layer)
{
    static const struct {
        volume in;
        int channels, kernel, padding;
    } rows[] = {{{1, 4, 5}, 2, 3, 0}, {{3, 3, 3}, 9, 3, 1}, {{2, 6, 5}, 3, 5, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int m = 0; m < COLUMNS; m++)
            for (int bias = 0; bias < 2; bias++) {
                network *net = network_new(volume_size(rows[i].in), columns[m]);
                network_add_convolution(net, rows[i].in, rows[i].channels, rows[i].kernel,
                                        rows[i].padding, bias);
                check_first_layer(net, columns[m], i + 1);
            }
}

Test(cnn_gradients, pool_layer)
{
    for (int m = 0; m < COLUMNS; m++) {
        network *net = network_new(2 * 5 * 4, columns[m]);
        network_add_pool(net, (volume){2, 5, 4});
        check_first_layer(net, columns[m], 2);
    }
}

Test(cnn_gradients, batch_norm_layer)
{
    static const volume volumes[] = {{1, 1, 1}, {3, 2, 2}, {2, 5, 3}};
    for (size_t v = 0; v < sizeof volumes / sizeof *volumes; v++)
        for (int m = 0; m < COLUMNS; m++) {
            network *net = network_new(volume_size(volumes[v]), columns[m]);
            network_add_batch_norm(net, volumes[v]);
            check_first_layer(net, columns[m], v + 3);
        }
}

Test(cnn_gradients, standardize_layer)
{
    network *net = network_new(6, 5);
    network_add_standardize(net, 0.3, 0.7);
    check_first_layer(net, 5, 3);
}

Test(cnn_gradients, depthwise_layer)
{
    for (int m = 0; m < COLUMNS; m++) {
        network *net = network_new(3 * 4, columns[m]);
        network_add_depthwise(net, (volume){3, 2, 2});
        check_first_layer(net, columns[m], 4);
    }
}

/* In place, x is gone when backward comes: checked through a layer below. */
Test(cnn_gradients, leaky_relu_layer)
{
    enum { IMAGES = 5 };
    network *net = network_new(4, IMAGES);
    network_add_dense(net, 6);
    network_add_leaky_relu(net, 0.125);
    network_add_dense(net, 10);
    randomize(net, 6);
    rng r = rng_new(7, 0);
    batch b = {.count = IMAGES, .x = random_matrix(&net->memory, 4, IMAGES, &r)};
    double errors[NETWORK_PARAMETERS];
    double largest =
        gradient_check(net, &b, random_matrix(&net->memory, 10, IMAGES, &r), errors);
    cr_expect(largest < TOLERANCE, "off by %g", largest);
    network_free(net);
}

/* The chapter's networks in small: the same kinds of layers in the same order. */
static network *small(bool best, int capacity)
{
    network *net = network_new(14 * 14, capacity);
    volume v = {1, 14, 14};
    if (best)
        network_add_standardize(net, 0.13, 0.31);
    v = network_add_convolution(net, v, 3, best ? 5 : 3, 0, !best);
    network_add_batch_norm(net, v);
    network_add_leaky_relu(net, 0.125);
    v = network_add_pool(net, v);
    v = network_add_convolution(net, v, 4, 3, best, !best);
    network_add_batch_norm(net, v);
    network_add_leaky_relu(net, 0.125);
    if (best)
        network_add_depthwise(net, v);
    network_add_dense(net, 10);
    return net;
}

Test(cnn_gradients, whole_networks)
{
    enum { IMAGES = 6 };
    for (int best = 0; best < 2; best++) {
        network *net = small(best, IMAGES);
        randomize(net, 20); /* weights for which no number is near a kink */
        rng r = rng_new(12, 0);
        batch b = {.count = IMAGES, .x = random_matrix(&net->memory, 196, IMAGES, &r)};
        double errors[NETWORK_PARAMETERS];
        gradient_check(net, &b, random_matrix(&net->memory, 10, IMAGES, &r), errors);
        for (int i = 0; i < net->parameter_count; i++) {
            /* Before batch normalization a bias changes nothing: both gradients are rounding. */
            double length = 0;
            matrix g = net->parameters[i].gradient;
            for (size_t k = 0; k < matrix_size(g); k++)
                length += g.data[k] * g.data[k];
            cr_expect(errors[i] < TOLERANCE || sqrt(length) < 1e-10,
                      "network %d: %s is off by %g, its gradient is %g", best,
                      net->parameters[i].name, errors[i], sqrt(length));
        }
        network_free(net);
    }
}
