/* The three networks, and what is made from them in use. */
#include "cnn.h"

#include "cnn_layers.h"
#include "fold.h"
#include "layer_times.h"
#include "shifts.h"
#include "forward.h"
#include "team.h"
#include "test_networks.h"

Test(cnn, parameters_are_counted)
{
    static const size_t wanted[CNN_KINDS] = {
        [PLAIN] = 7762, [BATCHNORM] = 7890, [BEST] = 7866};
    for (cnn_kind kind = 0; kind < CNN_KINDS; kind++) {
        network *net = cnn_new(kind, 1);
        size_t count = network_parameter_count(net);
        cr_expect(count == wanted[kind] && count < 8000, "%s: %zu parameters, wanted %zu",
                  cnn_names[kind], count, wanted[kind]);
        cr_expect(network_outputs(net) == 10, "%s: %d outputs", cnn_names[kind],
                  network_outputs(net));
        network_free(net);
    }
}

Test(cnn, summary_adds_up)
{
    char text[4096] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    network *net = cnn_new(PLAIN, 1);
    cnn_print_summary(out, net);
    fclose(out);
    network_free(net);
    static const char *const lines[] = {
        "0     convolution  8 x 26 x 26           80      48672     21632\n",
        "8     convolution  32 x 2 x 2          4640      18432       512\n",
        "10    dense        10 x 1 x 1          1290       1280        40\n",
        "      in all                           7762     231392\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(strstr(text, lines[i]) != NULL, "no line [%s] in\n%s", lines[i], text);
}

/* A network with random weights, and statistics as if it had been trained. */
static network *used_network(cnn_kind kind, int capacity, uint64_t seed)
{
    network *net = cnn_new(kind, capacity);
    rng r = rng_new(seed, 0);
    network_initialize(net, INIT_HE, &r);
    for (int i = 0; i < net->parameter_count; i++)
        if (net->parameters[i].rank == 1)
            for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++)
                net->parameters[i].value.data[k] += (real)(rng_uniform(&r) - 0.5);
    for (int i = 0; i < net->buffer_count; i++)
        for (size_t k = 0; k < matrix_size(net->buffers[i].value); k++)
            net->buffers[i].value.data[k] += (real)rng_uniform(&r);
    return net;
}

/* What works in place leaves nothing of a measurement to the layers above. */
Test(cnn, layers_are_timed_on_what_the_ones_below_make)
{
    enum { IMAGES = 3 };
    network *net = network_new(36, IMAGES);
    volume v = network_add_convolution(net, (volume){1, 6, 6}, 2, 3, 0, true);
    network_add_leaky_relu(net, 0.125);
    network_add_convolution(net, v, 2, 3, 0, true);
    rng r = rng_new(5, 0);
    network_initialize(net, INIT_HE, &r);
    batch b = {.count = IMAGES, .x = random_matrix(&net->memory, 36, IMAGES, &r)};
    layer_time times[NETWORK_LAYERS];
    layer_times_measure(times, net, &b);
    matrix last = copy_of(&net->memory, net->outputs[2]);
    cr_expect(same_bits(network_forward(net, &b, true), last),
              "the last layer was timed on other numbers");
    static const double products[] = {288, 0, 144};
    for (int n = 0; n < 3; n++)
        cr_expect(times[n].forward > 0 && times[n].products == products[n],
                  "layer %d: %g us, %g products", n, times[n].forward, times[n].products);
    network_free(net);
}

Test(cnn, folded_is_the_same)
{
    enum { IMAGES = 9 };
    for (cnn_kind kind = 0; kind < CNN_KINDS; kind++) {
        network *net = used_network(kind, IMAGES, kind + 1);
        network *folded = fold_network(net, (volume){1, 28, 28}, IMAGES);
        rng r = rng_new(3, 0);
        batch b = {.count = IMAGES, .x = random_matrix(&net->memory, 784, IMAGES, &r)};
        double off = relative_distance(network_forward(net, &b, false),
                                       network_forward(folded, &b, false));
        cr_expect(off < 20 * real_epsilon(), "%s: folded, it is off by %g", cnn_names[kind],
                  off);
        cr_expect(folded->buffer_count == 0, "%s: %d buffers are left", cnn_names[kind],
                  folded->buffer_count);
        for (int n = 0; n < folded->layer_count; n++)
            cr_expect(folded->layers[n].type != &batch_norm_layer &&
                          folded->layers[n].type != &standardize_layer,
                      "%s: layer %d is left", cnn_names[kind], n);
        network_free(net);
        network_free(folded);
    }
}

/* Where an activation stood before a pool, it now comes after it. */
Test(cnn, folded_pools_come_first)
{
    network *net = used_network(BATCHNORM, 1, 1);
    network *folded = fold_network(net, (volume){1, 28, 28}, 1);
    int pools = 0;
    for (int n = 1; n < folded->layer_count; n++)
        if (folded->layers[n].type == &pool_layer) {
            pools++;
            cr_expect(folded->layers[n - 1].type == &convolution_layer &&
                          folded->layers[n + 1].type == &leaky_relu_layer,
                      "layer %d, a pool, is between a %s and a %s", n,
                      folded->layers[n - 1].type->name, folded->layers[n + 1].type->name);
        }
    cr_expect(pools == 2, "%d pools", pools);
    network_free(net);
    network_free(folded);
}

/* Shares of all sizes, and fewer than there are members. */
Test(cnn, team_gives_the_logits_of_one)
{
    enum { CAPACITY = 2 * TEAM_SHARE + 5 };
    static const int counts[] = {1, TEAM_SHARE - 1, TEAM_SHARE + 1, CAPACITY};
    network *net = used_network(BATCHNORM, CAPACITY, 1);
    const volume image = {1, 28, 28};
    network *folded = fold_network(net, image, CAPACITY);
    rng r = rng_new(3, 0);
    dataset images = random_images(&net->memory, CAPACITY, 28, 28, &r);
    int which[CAPACITY];
    for (int i = 0; i < CAPACITY; i++)
        which[i] = CAPACITY - 1 - i;
    for (int size = 1; size <= 4; size++) {
        team t = team_new(folded, image, size, CAPACITY);
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            batch b = {.count = counts[i], .x = matrix_new(&net->memory, 784, counts[i])};
            images_to_columns(b.x, &images, which);
            matrix alone = network_forward(folded, &b, false),
                   together = team_forward(&t, &images, which, counts[i]);
            cr_expect(same_bits(alone, together), "%d images, %d members: other logits",
                      counts[i], size);
        }
        team_free(&t);
    }
    network_free(net);
    network_free(folded);
}

/* Before a convolution with padding, standardization stays: the padding is of its outputs. */
Test(cnn, standardization_is_not_folded_into_padding)
{
    network *net = network_new(16, 2);
    network_add_standardize(net, 0.3, 0.5);
    volume v = network_add_convolution(net, (volume){1, 4, 4}, 2, 3, 1, false);
    network_add_batch_norm(net, v);
    randomize(net, 5);
    network *folded = fold_network(net, (volume){1, 4, 4}, 2);
    rng r = rng_new(6, 0);
    batch b = {.count = 2, .x = random_matrix(&net->memory, 16, 2, &r)};
    double off = relative_distance(network_forward(net, &b, false),
                                   network_forward(folded, &b, false));
    cr_expect(off < 20 * real_epsilon(), "off by %g", off);
    network_free(net);
    network_free(folded);
}

/* The mean of five answers, each asked for by hand. */
Test(cnn, shifts_are_averaged)
{
    static const int moves[][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    network *net = used_network(BEST, 1, 7);
    shift_model s = shift_model_new(net, 28, 28);
    rng r = rng_new(8, 0);
    dataset d = random_images(&net->memory, 1, 28, 28, &r);
    matrix x = matrix_new(&net->memory, 784, 1);
    double mean[10] = {0};
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 784; k++) {
            int y = k / 28 - moves[i][0], at = k % 28 - moves[i][1];
            bool inside = y >= 0 && y < 28 && at >= 0 && at < 28;
            x.data[k] = inside ? (real)d.pixels[y * 28 + at] / 255 : 0;
        }
        matrix logits = network_forward(net, &(batch){.count = 1, .x = x}, false);
        double sum = 0;
        for (int c = 0; c < 10; c++)
            sum += exp((double)logits.data[c]);
        for (int c = 0; c < 10; c++)
            mean[c] += exp((double)logits.data[c]) / sum / 5;
    }
    for (int k = 0; k < 784; k++)
        x.data[k] = (real)d.pixels[k] / 255;
    matrix got = shift_predictor(&s, &(batch){.count = 1, .x = x});
    for (int c = 0; c < 10; c++)
        cr_expect(fabs(exp((double)got.data[c]) - mean[c]) < 1e-5,
                  "class %d: %g, wanted %g", c, exp((double)got.data[c]), mean[c]);
    network_free(net);
}
