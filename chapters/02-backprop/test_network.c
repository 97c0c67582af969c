#include "network.h"

#include <signal.h>

#include "forward.h"
#include "image_source.h"
#include "test_networks.h"
#include "test_process.h"

Test(network, lists_its_parameters_once)
{
    static const struct {
        const char *name;
        int rows, cols, rank;
        bool decays;
    } wanted[] = {
        {"layers.0.weight", 16, 784, 2, true}, {"layers.0.bias", 16, 1, 1, false},
        {"layers.2.weight", 12, 16, 2, true},  {"layers.2.bias", 12, 1, 1, false},
        {"layers.4.weight", 10, 12, 2, true},  {"layers.4.bias", 10, 1, 1, false},
    };
    network *net = network_of(784, (int[]){16, 12, 0}, 3);
    cr_assert(net->parameter_count == 6, "%d parameters", net->parameter_count);
    for (int i = 0; i < 6; i++) {
        parameter *p = &net->parameters[i];
        cr_expect(strcmp(p->name, wanted[i].name) == 0, "%s, wanted %s", p->name,
                  wanted[i].name);
        cr_expect(p->value.rows == wanted[i].rows && p->value.cols == wanted[i].cols,
                  "%s is %d x %d", p->name, p->value.rows, p->value.cols);
        cr_expect(p->gradient.rows == p->value.rows && p->gradient.cols == p->value.cols &&
                      p->gradient.data != p->value.data,
                  "%s: gradient %d x %d", p->name, p->gradient.rows, p->gradient.cols);
        cr_expect(p->rank == wanted[i].rank && p->shape[0] == (size_t)p->value.rows &&
                      (p->rank == 1 || p->shape[1] == (size_t)p->value.cols),
                  "%s: rank %d", p->name, p->rank);
        cr_expect(p->decays == wanted[i].decays, "%s: decays %d", p->name, p->decays);
        cr_expect(p->fan_in == (p->rank == 2 ? p->value.cols : 0), "%s: fan-in %d", p->name,
                  p->fan_in);
    }
    cr_expect(network_parameter_count(net) == 16 * 785 + 12 * 17 + 10 * 13, "%zu numbers",
              network_parameter_count(net));
    cr_expect(network_outputs(net) == 10, "%d outputs", network_outputs(net));
    network_free(net);
    network_free(NULL);
}

Test(network, of_the_report_has_7960_numbers)
{
    network *net = network_of(784, (int[]){10, 0, 0}, 1);
    cr_expect(network_parameter_count(net) == 7960, "%zu", network_parameter_count(net));
    network_free(net);
}

Test(network, without_layers_gives_what_it_gets)
{
    network *net = network_new(5, 1);
    cr_expect(network_outputs(net) == 5 && network_parameter_count(net) == 0 &&
                  !network_reads_sparse(net),
              "%d outputs, %zu parameters", network_outputs(net),
              network_parameter_count(net));
    network_add_relu(net);
    cr_expect(!network_reads_sparse(net), "relu reads lists");
    network_add_dense(net, 3);
    cr_expect(!network_reads_sparse(net), "a network that begins with relu reads lists");
    network_free(net);
}

/* Five standard deviations of a mean and of a variance of n normal numbers are allowed. */
Test(network, he_weights_have_variance_2_by_fan_in)
{
    network *net = network_of(200, (int[]){100, 50, 0}, 1);
    rng r = rng_new(1, 0);
    network_initialize(net, INIT_HE, &r);
    for (int i = 0; i < net->parameter_count; i++) {
        parameter *p = &net->parameters[i];
        double sum = 0, squares = 0, n = (double)matrix_size(p->value);
        for (size_t k = 0; k < matrix_size(p->value); k++) {
            sum += (double)p->value.data[k];
            squares += (double)p->value.data[k] * (double)p->value.data[k];
        }
        double variance = p->fan_in > 0 ? 2.0 / p->fan_in : 0;
        cr_expect(fabs(sum / n) <= 5 * sqrt(variance / n), "%s: mean %g", p->name, sum / n);
        cr_expect(fabs(squares / n - variance) <= 5 * variance * sqrt(2 / n),
                  "%s: variance %g, wanted %g", p->name, squares / n, variance);
    }
    network_free(net);
}

Test(network, report_weights_are_uniform_in_half)
{
    network *net = network_of(200, (int[]){100, 0, 0}, 1);
    rng r = rng_new(1, 0);
    network_initialize(net, INIT_REPORT, &r);
    for (int i = 0; i < net->parameter_count; i++) {
        parameter *p = &net->parameters[i];
        double smallest = INFINITY, largest = -INFINITY;
        for (size_t k = 0; k < matrix_size(p->value); k++) {
            smallest = fmin(smallest, (double)p->value.data[k]);
            largest = fmax(largest, (double)p->value.data[k]);
        }
        cr_expect(smallest >= -0.5 && smallest < -0.1 && largest <= 0.5 && largest > 0.1,
                  "%s: from %g to %g", p->name, smallest, largest);
    }
    network_free(net);
}

Test(network, same_seed_same_weights)
{
    network *nets[3];
    for (int n = 0; n < 3; n++) {
        nets[n] = network_of(30, (int[]){7, 0, 0}, 1);
        rng r = rng_new(n == 2 ? 9 : 8, 0);
        network_initialize(nets[n], INIT_HE, &r);
    }
    cr_expect(same_weights(nets[0], nets[1]), "the same seed gives other weights");
    cr_expect(!same_weights(nets[0], nets[2]), "another seed gives the same weights");
    for (int n = 0; n < 3; n++)
        network_free(nets[n]);
}

/* What an image's logits are does not depend on its batch. */
Test(network, batches_do_not_mix)
{
    enum { COUNT = 11 };
    arena memory = {0};
    rng r = rng_new(2, 0);
    dataset d = random_images(&memory, COUNT, 5, 5, &r);
    network *net = network_of(25, (int[]){8, 6, 0}, COUNT);
    randomize(net, 3);
    image_source source = image_source_new(&memory, &d, net, ANY_ORDER);
    batch b = image_source_batch(&source, source.in_order, COUNT);
    matrix all = copy_of(&memory, network_forward(net, &b, false));
    for (int j = 0; j < COUNT; j++) {
        b = image_source_batch(&source, (int[]){j, 3}, 1 + j % 2);
        matrix logits = network_forward(net, &b, false);
        cr_expect(logits.cols == 1 + j % 2 && b.labels[0] == d.labels[j],
                  "image %d: %d, %d", j, logits.cols, b.labels[0]);
        for (int i = 0; i < 10; i++)
            cr_expect(AT(logits, i, 0) == AT(all, i, j),
                      "image %d, logit %d: %.9g, then %.9g", j, i, (double)AT(all, i, j),
                      (double)AT(logits, i, 0));
    }
    network_free(net);
    arena_free(&memory);
}

Test(network, sources_unpack_for_those_who_need_it)
{
    arena memory = {0};
    rng r = rng_new(4, 0);
    dataset d = random_images(&memory, 6, 3, 3, &r);
    network *net = network_new(9, 4);
    network_add_relu(net);
    image_source source = image_source_new(&memory, &d, net, ANY_ORDER);
    int which[] = {5, 0, 2};
    batch b = image_source_batch(&source, which, 3);
    matrix x = matrix_new(&memory, 9, 3);
    images_to_columns(x, &d, which);
    cr_expect(b.sparse.lists == NULL && same_bits(b.x, x), "other columns");
    cr_expect(same_bits(network_forward(net, &b, false), x), "relu changes images");
    for (int j = 0; j < 3; j++)
        cr_expect(b.labels[j] == d.labels[which[j]], "label %d is %d", j, b.labels[j]);
    network_free(net);
    arena_free(&memory);
}

/* What a source makes of 200 images for a network, and of its first five of them. */
Test(network, sources_make_what_suits_the_first_layer)
{
    enum { COLUMNS, LISTS, TILES };
    static const char *const names[] = {"columns", "lists", "tiles"};
    static const struct {
        int units, capacity; /* 0 units: a network that begins with relu */
        image_order order;
        int wanted;
    } rows[] = {
        {10, 64, IN_ORDER, TILES},
        {10, 128, IN_ORDER, TILES},
        {1, 640, IN_ORDER, TILES},
        {10, 64, ALIKE_TOGETHER, TILES},
        {10, 63, ALIKE_TOGETHER, LISTS},
        {0, 64, ALIKE_TOGETHER, COLUMNS},
        {DENSE_FEW_UNITS, 64, IN_ORDER, TILES},
        {DENSE_FEW_UNITS + 1, 64, IN_ORDER, LISTS},
        {10, 64, ANY_ORDER, LISTS},
        {10, 63, IN_ORDER, LISTS},
        {10, 100, IN_ORDER, LISTS},
        {10, 32, IN_ORDER, LISTS},
        {128, 64, IN_ORDER, LISTS},
        {0, 64, IN_ORDER, COLUMNS},
        {0, 64, ANY_ORDER, COLUMNS},
    };
    arena memory = {0};
    rng r = rng_new(5, 0);
    dataset d = random_images(&memory, 200, 3, 3, &r);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        network *net = network_new(9, rows[i].capacity);
        if (rows[i].units == 0)
            network_add_relu(net);
        else
            network_add_dense(net, rows[i].units);
        image_source source = image_source_new(&memory, &d, net, rows[i].order);
        batch b = image_source_batch(&source, source.in_order, 5);
        int got = b.x.data != NULL ? COLUMNS : b.sparse.tiles != NULL ? TILES : LISTS;
        cr_expect(got == rows[i].wanted, "row %zu: %s, wanted %s", i, names[got],
                  names[rows[i].wanted]);
        cr_expect((b.sparse.lists != NULL) == (got == LISTS), "row %zu: lists too", i);
        cr_expect(b.count == 5, "row %zu: %d images", i, b.count);
        for (int j = 0; j < 5; j++) {
            int image = source.in_order[j];
            bool as_it_comes = rows[i].order != ALIKE_TOGETHER || got != TILES;
            cr_expect(b.labels[j] == d.labels[image], "row %zu: label %d", i, j);
            cr_expect(!as_it_comes || image == j, "row %zu: image %d is %d", i, j, image);
        }
        network_free(net);
    }
    arena_free(&memory);
}

/* A source of tiles is asked for images that are not neighbours, or not at a tile's beginning. */
static void out_of_order(const void *context)
{
    const int *which = context;
    arena memory = {0};
    rng r = rng_new(6, 0);
    dataset d = random_images(&memory, 200, 3, 3, &r);
    network *net = network_of(9, (int[]){4, 0, 0}, 64);
    image_source source = image_source_new(&memory, &d, net, IN_ORDER);
    batch b = image_source_batch(&source, which, 3);
    network_forward(net, &b, false);
    network_free(net);
    arena_free(&memory);
}

Test(network, tiles_stop_at_images_out_of_order)
{
    static const struct {
        int which[3];
        const char *message; /* NULL: none */
    } rows[] = {
        {{0, 1, 2}, NULL},
        {{64, 65, 66}, NULL},
        {{0, 1, 3}, "image 3 out of order"},
        {{2, 1, 0}, "image 1 out of order"},
        {{0, 0, 1}, "image 0 out of order"},
        {{32, 33, 34}, "3 images from image 32 on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(out_of_order, rows[i].which);
        int wanted = rows[i].message == NULL ? 0 : 128 + SIGABRT;
        cr_expect(o.status == wanted, "row %zu: status %d, wanted %d", i, o.status, wanted);
        cr_expect(rows[i].message == NULL || strstr(o.err, rows[i].message) != NULL,
                  "row %zu: said [%s]", i, o.err);
    }
}

/* Logits through tiles, a stretch at a time, are those of lists, but for rounding. */
Test(network, tiles_and_lists_give_the_same_logits)
{
    enum { COUNT = 150 };
    arena memory = {0};
    rng r = rng_new(7, 0);
    dataset d = random_images(&memory, COUNT, 12, 10, &r);
    network *net = network_of(120, (int[]){10, 6, 0}, 64);
    randomize(net, 8);
    image_source lists = image_source_new(&memory, &d, net, ANY_ORDER);
    for (image_order order = IN_ORDER; order <= ALIKE_TOGETHER; order++) {
        image_source tiles = image_source_new(&memory, &d, net, order);
        for (int first = 0; first < COUNT; first += 64) {
            int count = COUNT - first < 64 ? COUNT - first : 64;
            batch b = image_source_batch(&tiles, tiles.in_order + first, count);
            matrix through_tiles = copy_of(&memory, network_forward(net, &b, false));
            b = image_source_batch(&lists, tiles.in_order + first, count);
            double off = relative_distance(through_tiles, network_forward(net, &b, false));
            cr_expect(off < 4 * real_epsilon(), "order %u, images from %d on: off by %g",
                      (unsigned)order, first, off);
        }
    }
    network_free(net);
    arena_free(&memory);
}

static void too_many_layers(const void *unused)
{
    (void)unused;
    network *net = network_new(1, 1);
    for (int i = 0; i <= NETWORK_LAYERS; i++)
        network_add_relu(net);
}

Test(network, stops_at_too_many_layers)
{
    outcome o = outcome_of(too_many_layers, NULL);
    cr_expect(o.status == 128 + SIGABRT && strstr(o.err, "more than 64 layers"),
              "status %d, said [%s]", o.status, o.err);
}
