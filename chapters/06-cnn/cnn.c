#include "cnn.h"

enum { CLASSES = 10 };

const char *const cnn_names[CNN_KINDS] = {"plain", "batchnorm", "best"};

const recipe cnn_recipes[CNN_KINDS] = {
    [PLAIN] = {"one-cycle", 0.1, 5e-4, 64, 0, 0},
    [BATCHNORM] = {"one-cycle", 0.2, 5e-4, 64, 0, 0},
    [BEST] = {"one-cycle", 0.1, 5e-4, 64, 1, 1},
};

static const volume image = {1, CNN_SIDE, CNN_SIDE};

/* 8, pool, 8, 16, pool, 32 windows of 3 x 3 without padding, then ten units. */
static void add_plain(network *net)
{
    volume v = network_add_convolution(net, image, 8, 3, 0, true);
    network_add_relu(net);
    v = network_add_pool(net, v);
    v = network_add_convolution(net, v, 8, 3, 0, true);
    network_add_relu(net);
    v = network_add_convolution(net, v, 16, 3, 0, true);
    network_add_relu(net);
    v = network_add_pool(net, v);
    network_add_convolution(net, v, 32, 3, 0, true);
    network_add_relu(net);
    network_add_dense(net, CLASSES);
}

static const double slope = 1.0 / 8;

static volume add_block(network *net, volume v, int channels, int kernel, int padding,
                        bool bias)
{
    v = network_add_convolution(net, v, channels, kernel, padding, bias);
    network_add_batch_norm(net, v);
    network_add_leaky_relu(net, slope);
    return v;
}

/* The same windows, each followed by batch normalization and a leaky relu. */
static void add_batchnorm(network *net)
{
    volume v = add_block(net, image, 8, 3, 0, true);
    v = network_add_pool(net, v);
    v = add_block(net, v, 8, 3, 0, true);
    v = add_block(net, v, 16, 3, 0, true);
    v = network_add_pool(net, v);
    add_block(net, v, 32, 3, 0, true);
    network_add_dense(net, CLASSES);
}

/* Mean and deviation of all pixels of MNIST's training images. */
static const double pixel_mean = 0.1307, pixel_deviation = 0.3081;

static void add_best(network *net)
{
    network_add_standardize(net, pixel_mean, pixel_deviation);
    volume v = add_block(net, image, 16, 5, 0, false);
    v = network_add_pool(net, v);
    v = add_block(net, v, 16, 3, 1, false);
    v = add_block(net, v, 16, 3, 1, false);
    v = network_add_pool(net, v);
    v = add_block(net, v, 16, 3, 0, false);
    network_add_depthwise(net, v);
    network_add_dense(net, CLASSES);
}

network *cnn_new(cnn_kind kind, int capacity)
{
    static void (*const add[CNN_KINDS])(network *) = {add_plain, add_batchnorm, add_best};
    network *net = network_new(CNN_SIDE * CNN_SIDE, capacity);
    add[kind](net);
    return net;
}

static size_t layer_parameters(const layer *l)
{
    size_t count = 0;
    for (int i = 0; i < l->parameter_count; i++)
        count += matrix_size(l->parameters[i].value);
    return count;
}

size_t layer_products(const layer *l)
{
    size_t count = 0;
    for (int i = 0; i < l->parameter_count; i++) {
        const parameter *p = &l->parameters[i];
        if (p->rank > 1)
            count += matrix_size(p->value) * (size_t)(l->outputs / p->value.rows);
    }
    return count;
}

void cnn_print_summary(FILE *out, const network *net)
{
    size_t parameters = 0, products = 0;
    volume v = image;
    fprintf(out, "%-5s %-12s %-13s %10s %10s %9s\n", "layer", "", "shape", "parameters",
            "products", "bytes");
    fprintf(out, "%-5s %-12s %-13s %10s %10s %9d\n", "", "image", "1 x 28 x 28", "", "",
            volume_size(image) * 4);
    for (int n = 0; n < net->layer_count; n++) {
        const layer *l = &net->layers[n];
        char shape[40];
        v = layer_volume(l, v);
        snprintf(shape, sizeof shape, "%d x %d x %d", v.channels, v.height, v.width);
        fprintf(out, "%-5d %-12s %-13s %10zu %10zu %9d\n", n, l->type->name, shape,
                layer_parameters(l), layer_products(l), volume_size(v) * 4);
        parameters += layer_parameters(l);
        products += layer_products(l);
    }
    fprintf(out, "%-5s %-12s %-13s %10zu %10zu\n", "", "in all", "", parameters, products);
}
