/* The other layers, by hand. */
#include "cnn_layers.h"

#include <omp.h>

#include "test_networks.h"

/* The single layer of a network on some numbers, a column an image. */
static matrix forward(network *net, matrix x, bool training)
{
    batch b = {.count = x.cols, .x = x};
    return network_forward(net, &b, training);
}

static void expect_numbers(const char *what, matrix got, const double *wanted)
{
    for (size_t i = 0; i < matrix_size(got); i++)
        cr_expect(fabs((double)got.data[i] - wanted[i]) < 1e-6 * (1 + fabs(wanted[i])),
                  "%s: number %zu is %.9g, wanted %.9g", what, i, (double)got.data[i],
                  wanted[i]);
}

Test(cnn_layers, pool_takes_the_largest)
{
    /* One channel of 3 x 5: the odd line and column are left out. Two images. */
    static const double image[] = {1, 5, 2, 2, 9, 4, 3, 2, 1, 9, 9, 9, 9, 9, 9};
    network *net = network_new(15, 2);
    volume v = network_add_pool(net, (volume){1, 3, 5});
    cr_expect(v.channels == 1 && v.height == 1 && v.width == 2, "%d x %d x %d", v.channels,
              v.height, v.width);
    matrix x = matrix_new(&net->memory, 15, 2), dx = copy_of(&net->memory, x);
    for (int i = 0; i < 15; i++) {
        AT(x, i, 0) = (real)image[i];
        AT(x, i, 1) = (real)-image[i];
    }
    matrix y = forward(net, x, true);
    expect_numbers("pool", y, (double[]){5, -1, 2, -1});

    real up[] = {10, 20, 30, 40};
    matrix_fill(dx, 7);
    net->layers[0].type->backward(&net->layers[0], x, y, (matrix){2, 2, up}, dx);
    /* Of equal numbers the first gets it all; what no window reads gets 0. */
    static const double wanted[15][2] = {{0, 20}, {10, 0}, {30, 0}, {0, 0}, {0, 0},
                                         {0, 0},  {0, 0},  {0, 0},  {0, 40}};
    expect_numbers("its gradient", dx, wanted[0]);
    network_free(net);
}

/* What a convolution and a pool give one after another, in every bit: with odd lines and columns,
   padding, channels that fill a tile and a bit, and images that fill vectors or do not. */
Test(cnn_layers, convolution_and_pool_as_one)
{
    static const struct shape {
        volume in;
        int channels, kernel, padding, images;
    } shapes[] = {
        {{1, 28, 28}, 8, 3, 0, 64}, {{1, 28, 28}, 8, 3, 0, 1}, {{8, 11, 11}, 16, 3, 0, 64},
        {{3, 6, 9}, 9, 3, 1, 33},   {{2, 5, 4}, 1, 2, 0, 7},   {{30, 4, 5}, 17, 3, 1, 32},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct shape s = shapes[i];
        network *two = network_new(volume_size(s.in), s.images),
                *one = network_new(volume_size(s.in), s.images);
        network_add_pool(
            two, network_add_convolution(two, s.in, s.channels, s.kernel, s.padding, true));
        network_add_pooled_convolution(one, two->layers[0].state);
        randomize(two, i);
        for (int p = 0; p < 2; p++)
            matrix_copy(one->parameters[p].value, two->parameters[p].value);
        rng r = rng_new(i, 1);
        for (int count = s.images; count > 0; count /= 2) {
            matrix x = random_matrix(&two->memory, volume_size(s.in), count, &r);
            cr_expect(same_bits(forward(one, x, false), forward(two, x, false)),
                      "shape %zu, %d images", i, count);
        }
        network_free(two);
        network_free(one);
    }
}

/* Channel 0 holds 1 and 3, channel 1 holds 10, 10, 10 and 18: over pixels and images. */
static network *two_channels(void)
{
    network *net = network_new(4, 2);
    network_add_batch_norm(net, (volume){2, 1, 2});
    net->parameters[BATCH_NORM_WEIGHT].value.data[0] = 2;
    net->parameters[BATCH_NORM_WEIGHT].value.data[1] = -1;
    net->parameters[BATCH_NORM_BIAS].value.data[0] = 5;
    net->parameters[BATCH_NORM_BIAS].value.data[1] = 0;
    return net;
}

static real two_channel_numbers[] = {1, 3, 3, 1, 10, 10, 10, 18};

Test(cnn_layers, batch_norm_in_training)
{
    network *net = two_channels();
    matrix x = {4, 2, two_channel_numbers};
    matrix y = forward(net, x, true);
    /* Means 2 and 12, variances 1 and 12. */
    double a = 2 / sqrt(1 + 1e-5), b = -1 / sqrt(12 + 1e-5);
    expect_numbers("batch norm", y,
                   (double[]){5 - a, 5 + a, 5 + a, 5 - a, -2 * b, -2 * b, -2 * b, 6 * b});
    /* A tenth of the way from 0 to the mean, and from 1 to the variance by n - 1. */
    expect_numbers("running mean", net->buffers[0].value, (double[]){0.2, 1.2});
    expect_numbers("running variance", net->buffers[1].value,
                   (double[]){0.9 + 0.1 * 4 / 3, 0.9 + 0.1 * 16});
    network_free(net);
}

Test(cnn_layers, batch_norm_in_use)
{
    network *net = two_channels();
    net->buffers[0].value.data[0] = 1;
    net->buffers[1].value.data[0] = 4;
    matrix x = {4, 2, two_channel_numbers},
           kept = copy_of(&net->memory, net->buffers[0].value);
    matrix y = forward(net, x, false);
    double a = 2 / sqrt(4 + 1e-5), b = -1 / sqrt(1 + 1e-5);
    expect_numbers("batch norm", y,
                   (double[]){5, 5 + 2 * a, 5 + 2 * a, 5, 10 * b, 10 * b, 10 * b, 18 * b});
    cr_expect(same_bits(kept, net->buffers[0].value), "the running mean has moved");
    network_free(net);
}

/* Far from 0, the square of a number has no digits left for the variance. */
Test(cnn_layers, batch_norm_far_from_zero)
{
    network *net = network_new(1, 64);
    network_add_batch_norm(net, (volume){1, 1, 1});
    matrix x = matrix_new(&net->memory, 1, 64);
    net->parameters[BATCH_NORM_WEIGHT].value.data[0] = 1;
    net->buffers[0].value.data[0] = 1000;
    for (int j = 0; j < 64; j++)
        x.data[j] = (real)(1000 + (j % 2));
    matrix y = forward(net, x, true);
    double wanted = 0.5 / sqrt(0.25 + 1e-5);
    for (int j = 0; j < 64; j++)
        cr_expect(fabs(fabs((double)y.data[j]) - wanted) < 1e-3, "%g, wanted %g",
                  (double)y.data[j], wanted);
    network_free(net);
}

Test(cnn_layers, leaky_relu_works_in_place)
{
    network *net = network_new(2, 1);
    network_add_standardize(net, 1, 2);
    network_add_leaky_relu(net, 0.25);
    real numbers[] = {5, -7};
    matrix y = forward(net, (matrix){2, 1, numbers}, true);
    expect_numbers("leaky relu", y, (double[]){2, -1});
    cr_expect(y.data == net->outputs[0].data, "it has memory of its own");
    network_free(net);
}

Test(cnn_layers, depthwise_starts_as_an_average)
{
    network *net = network_new(8, 1);
    volume v = network_add_depthwise(net, (volume){2, 2, 2});
    rng r = rng_new(1, 0);
    network_initialize(net, INIT_HE, &r);
    cr_expect(v.channels == 2 && v.height == 1 && v.width == 1, "not one number a channel");
    real x[] = {1, 2, 3, 6, 10, 20, 30, 40};
    expect_numbers("depthwise", forward(net, (matrix){8, 1, x}, true), (double[]){3, 25});
    network_free(net);
}

/* Buffers are kept in files but are no parameters: nothing learns, decays or counts them. */
Test(cnn_layers, running_statistics_are_no_parameters)
{
    network *net = two_channels();
    cr_expect(net->parameter_count == 2 && net->buffer_count == 2 &&
                  network_parameter_count(net) == 4,
              "%d parameters, %d buffers, %zu numbers", net->parameter_count,
              net->buffer_count, network_parameter_count(net));
    rng r = rng_new(1, 0);
    network_initialize(net, INIT_HE, &r);
    expect_numbers("weight", net->parameters[BATCH_NORM_WEIGHT].value, (double[]){1, 1});
    expect_numbers("running variance", net->buffers[1].value, (double[]){1, 1});
    network_free(net);
}

static network *small_network(int capacity)
{
    network *net = network_new(100, capacity);
    network_add_standardize(net, 0.2, 0.4);
    volume v = network_add_convolution(net, (volume){1, 10, 10}, 9, 3, 0, false);
    network_add_batch_norm(net, v);
    network_add_leaky_relu(net, 0.125);
    v = network_add_pool(net, v);
    v = network_add_convolution(net, v, 5, 3, 1, true);
    network_add_relu(net);
    network_add_depthwise(net, v);
    network_add_dense(net, 10);
    return net;
}

Test(cnn_layers, same_bits_with_any_number_of_threads)
{
    enum { IMAGES = 70 };
    network *first = NULL;
    for (int threads = 1; threads <= 4; threads++) {
        omp_set_num_threads(threads);
        network *net = small_network(IMAGES);
        randomize(net, 3);
        rng r = rng_new(4, 0);
        batch b = {.count = IMAGES, .x = random_matrix(&net->memory, 100, IMAGES, &r)};
        network_forward(net, &b, true);
        matrix dy = random_matrix(&net->memory, 10, IMAGES, &r);
        matrix_copy(network_logit_gradient(net, IMAGES), dy);
        network_backward(net, &b);
        if (threads == 1)
            first = net;
        for (int i = 0; i < net->parameter_count; i++)
            cr_expect(same_bits(net->parameters[i].gradient, first->parameters[i].gradient),
                      "%d threads: another gradient of %s", threads,
                      net->parameters[i].name);
        for (int i = 0; i < net->buffer_count; i++)
            cr_expect(same_bits(net->buffers[i].value, first->buffers[i].value),
                      "%d threads: another %s", threads, net->buffers[i].name);
        if (net != first)
            network_free(net);
    }
    network_free(first);
}
