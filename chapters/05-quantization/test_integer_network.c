#include "integer_network.h"

#include <omp.h>

#include "dynamic_network.h"
#include "integer_simulation.h"
#include "test_quantized.h"
#include "test_size.h"

/* The logits of one image as whole numbers. */
static const int32_t *logits_of(integer_network *net, const uint8_t *image)
{
    integer_forward(net->layers, net->layer_count, image, net->widest, net->bytes,
                    net->sums);
    return net->sums;
}

/* On all bundled test images (under valgrind, on some), every logit, to the bit. */
Test(integer_network, is_its_simulation_to_the_bit)
{
    static const struct {
        scheme scheme;
        int bits, activation_bits, second_layer;
        bool per_channel;
    } rows[] = {
        {SCHEME_SYMMETRIC, 8, 8, 9, true}, {SCHEME_SYMMETRIC, 8, 8, 0, false},
        {SCHEME_Q_FORMAT, 8, 8, 9, true},  {SCHEME_SYMMETRIC, 4, 4, 9, true},
        {SCHEME_SYMMETRIC, 2, 8, 0, true}, {SCHEME_SYMMETRIC, 5, 3, 9, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lesson l;
        lesson_new(&l, rows[i].second_layer);
        fake_settings s = settings_of(rows[i].scheme, rows[i].bits, rows[i].per_channel);
        s.activation_bits = rows[i].activation_bits;
        fake_quantization f;
        fake_quantization_begin(&f, &s, l.net, &l.source, 200);
        integer_network *net = integer_network_of(&f, 1);
        int differing = 0, images = test_size(l.test.count, 50);
        for (int j = 0; j < images; j++) {
            const uint8_t *image = l.test.pixels + (size_t)j * 784;
            double simulated[10];
            integer_simulate(net, image, simulated);
            const int32_t *logits = logits_of(net, image);
            for (int k = 0; k < 10; k++)
                differing += logits[k] != simulated[k];
        }
        cr_expect(l.test.count == 2000 && differing == 0, "row %zu: %d logits differ", i,
                  differing);
        integer_network_free(net);
        lesson_free(&l);
    }
}

/* Beside the float network that rounds the same numbers: the logits are near, the guesses the
   same but for a few. */
Test(integer_network, is_near_its_float_twin)
{
    lesson l;
    lesson_new(&l, 9);
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 320);
    integer_network *net = integer_network_of(&f, 64);
    batch b = image_source_batch(&l.test_source, l.test_source.in_order, 64);
    matrix floats = network_forward(l.net, &b, false);
    double off = relative_distance(integer_predictor(net, &b), floats);
    cr_expect(off < 0.002, "logits are off by %g", off);

    evaluation whole = evaluate(integer_predictor, net, &l.test_source, &cross_entropy,
                                network_logit_gradient(l.net, 64));
    evaluation twin = evaluate_network(l.net, &l.test_source, &cross_entropy);
    int more = evaluation_correct(&whole) - evaluation_correct(&twin);
    cr_expect(abs(more) <= 4 && evaluation_correct(&twin) > 1000, "%d right, floats %d",
              evaluation_correct(&whole), evaluation_correct(&twin));
    integer_network_free(net);
    lesson_free(&l);
}

/* Lists, tiles or columns; one thread or four; one image or many: the same logits. */
Test(integer_network, does_not_depend_on_how_images_come)
{
    lesson l;
    lesson_new(&l, 0);
    arena *a = &l.net->memory;
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 320);
    integer_network *net = integer_network_of(&f, 64);
    const image_source *tiles = &l.test_source;
    cr_assert(tiles->tiles.start != NULL && l.source.lists.start != NULL,
              "no tiles or lists");
    image_source lists = image_source_new(a, tiles->images, l.net, ANY_ORDER);
    batch b = image_source_batch(&l.test_source, tiles->in_order + 128, 50);
    matrix wanted = copy_of(a, integer_predictor(net, &b));
    for (int j = 0; j < 50; j++) {
        const int32_t *logits = logits_of(net, l.test.pixels + (size_t)(128 + j) * 784);
        for (int i = 0; i < 10; i++)
            cr_expect(AT(wanted, i, j) == (real)(net->logit_scale * logits[i]),
                      "image %d, logit %d", j, i);
    }
    b = image_source_batch(&lists, tiles->in_order + 128, 50);
    cr_expect(same_bits(integer_predictor(net, &b), wanted), "lists give other logits");
    network *columns = network_new(784, 64); /* begins with a relu: it reads columns */
    network_add_relu(columns);
    image_source unpacked = image_source_new(a, tiles->images, columns, ANY_ORDER);
    b = image_source_batch(&unpacked, tiles->in_order + 128, 50);
    for (int threads = 1; threads <= 4; threads++) {
        omp_set_num_threads(threads);
        cr_expect(same_bits(integer_predictor(net, &b), wanted),
                  "columns and %d threads give other logits", threads);
    }
    network_free(columns);
    integer_network_free(net);
    lesson_free(&l);
}

/* A unit whose weights are all 0, or nearly, still has its bias. */
Test(integer_network, keeps_the_bias_of_a_unit_of_small_weights)
{
    static const real sizes[] = {0, 1e-12f, 1e-6f};
    for (int i = 0; i < 3; i++) {
        lesson l;
        lesson_new(&l, 0);
        real *w = l.net->parameters[2].value.data;
        for (int k = 0; k < 10; k++)
            w[k] = sizes[i] * (real)(k % 3 - 1);
        l.net->parameters[3].value.data[0] = (real)-1.5;
        fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
        fake_quantization f;
        fake_quantization_begin(&f, &s, l.net, &l.source, 320);
        integer_network *net = integer_network_of(&f, 1);
        double logit = net->logit_scale * logits_of(net, l.test.pixels)[0];
        cr_expect(fabs(logit + 1.5) <= net->logit_scale, "weights of %g: %g",
                  (double)sizes[i], logit);
        integer_network_free(net);
        lesson_free(&l);
    }
}

Test(integer_network, counts_its_products)
{
    lesson l;
    lesson_new(&l, 0);
    matrix w = l.net->parameters[2].value;
    matrix_fill(w, 0);
    w.data[7] = 1;
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, false);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 320);
    integer_network *net = integer_network_of(&f, 1);
    size_t first = 0;
    for (size_t k = 0; k < 10 * 784; k++)
        first += net->layers[0].weight[k] != 0;
    cr_expect(integer_network_products(net) == 10 * 784 + 100, "%zu",
              integer_network_products(net));
    cr_expect(integer_network_products_not_0(net) == first + 1 && first > 6000,
              "%zu, first %zu", integer_network_products_not_0(net), first);
    integer_network_free(net);
    lesson_free(&l);
}

/* The formula, number by number, in double. */
Test(dynamic_network, scales_by_each_images_own_largest)
{
    lesson l;
    lesson_new(&l, 0);
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 1);
    dynamic_network *net = dynamic_network_of(&f, 40);
    batch b = image_source_batch(&l.test_source, l.test_source.in_order, 40);
    matrix logits = dynamic_predictor(net, &b);
    for (int j = 0; j < 40; j++) {
        double hidden[10], largest = 0;
        const uint8_t *image = l.test.pixels + (size_t)j * 784;
        for (int i = 0; i < 10; i++) {
            hidden[i] = (double)l.net->parameters[1].value.data[i];
            for (int k = 0; k < 784; k++)
                hidden[i] += (double)AT(l.net->parameters[0].value, i, k) * image[k] / 255;
            hidden[i] = fmax(hidden[i], 0);
            largest = fmax(largest, hidden[i]);
        }
        for (int i = 0; i < 10; i++) {
            double z = (double)l.net->parameters[3].value.data[i], most = 0;
            for (int k = 0; k < 10; k++) {
                double w = (double)AT(l.net->parameters[2].value, i, k);
                z += w * floor(hidden[k] / largest * 255 + 0.5) * largest / 255;
                most += fabs(w) * largest / 255; /* should each be rounded the other way */
            }
            cr_expect(fabs((double)AT(logits, i, j) - z) < fmax(1e-4, most / 6),
                      "image %d, logit %d: %g, wanted %g", j, i, (double)AT(logits, i, j),
                      z);
        }
    }
    evaluation e = evaluate(dynamic_predictor, net, &l.test_source, &cross_entropy,
                            matrix_new(&l.net->memory, 10, 40));
    fake_quantization_end(&f);
    evaluation floats = evaluate_network(l.net, &l.test_source, &cross_entropy);
    cr_expect(abs(evaluation_correct(&e) - evaluation_correct(&floats)) <= 8,
              "%d right, floats %d", evaluation_correct(&e), evaluation_correct(&floats));
    dynamic_network_free(net);
    lesson_free(&l);
}
