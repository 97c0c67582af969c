/*
 * One pass forward and back through each of the three networks on 20 of the bundled digits, held
 * against PyTorch's. Included by a test for `float` and one for `double`.
 */
#ifndef TEST_CNN_STEP_H
#define TEST_CNN_STEP_H

#include "cnn.h"
#include "dataset.h"
#include "image_source.h"
#include "test_networks.h"
#include "test_oracle.h"

enum { STEP_IMAGES = 20 };

/* The numbers of oracles.py, from number `start` on; returns the next. */
static inline size_t step_fill(matrix m, size_t start)
{
    for (size_t k = 0; k < matrix_size(m); k++)
        m.data[k] = (real)((double)(40503 * (start + k) % 65536) / 65536 - 0.5);
    return start + matrix_size(m);
}

static inline void expect_near(const char *net, const char *what, matrix got, matrix wanted,
                               double tolerance)
{
    cr_assert(matrix_size(got) == matrix_size(wanted), "%s, %s: %zu numbers, wanted %zu",
              net, what, matrix_size(got), matrix_size(wanted));
    double off = relative_distance(got, wanted);
    cr_expect(off < tolerance, "%s: %s is off by %g", net, what, off);
}

static inline void check_gradients(const tensor_file *f, const char *name,
                                   const network *net, double tolerance)
{
    arena a = {0};
    for (int i = 0; i < net->parameter_count; i++) {
        char of[64];
        const parameter *p = &net->parameters[i];
        snprintf(of, sizeof of, "%s.gradient", p->name);
        matrix wanted = oracle_matrix(&a, f, of);
        bool before_norm = net->buffer_count > 0 && strstr(p->name, "bias") != NULL &&
                           i + 1 < net->parameter_count && net->parameters[i + 1].rank == 1;
        if (!before_norm) /* there a bias has no effect, and a gradient of rounding alone */
            expect_near(name, of, p->gradient, wanted, tolerance);
    }
    arena_free(&a);
}

static inline void check_network(cnn_kind kind, const char *oracle, double tolerance)
{
    arena a = {0};
    dataset train, test;
    error e;
    cr_assert(dataset_read_pair(&train, &test, BUNDLED_DIGITS, &e), "%s", e.text);
    dataset images = dataset_slice(&train, 0, STEP_IMAGES);
    tensor_file f = oracle_open(oracle);
    network *net = cnn_new(kind, STEP_IMAGES);
    const char *name = cnn_names[kind];
    size_t start = 1000;
    for (int i = 0; i < net->parameter_count; i++)
        start = step_fill(net->parameters[i].value, start);

    image_source source = image_source_new(&a, &images, net, IN_ORDER);
    batch b = image_source_batch(&source, source.in_order, STEP_IMAGES);
    expect_near(name, "logits", network_forward(net, &b, true),
                oracle_matrix(&a, &f, "logits"), tolerance);
    step_fill(network_logit_gradient(net, STEP_IMAGES), start);
    network_backward(net, &b);
    check_gradients(&f, name, net, tolerance);
    for (int i = 0; i < net->buffer_count; i++)
        expect_near(name, net->buffers[i].name, net->buffers[i].value,
                    oracle_matrix(&a, &f, net->buffers[i].name), tolerance);
    expect_near(name, "logits in use", network_forward(net, &b, false),
                oracle_matrix(&a, &f, "logits.in_use"), tolerance);

    network_free(net);
    tensor_file_free(&f);
    dataset_free(&train);
    dataset_free(&test);
    arena_free(&a);
}

#define ORACLE(name) BUNDLED_DIGITS "/../../chapters/06-cnn/oracles/" name ".safetensors"

static inline void check_networks(double tolerance)
{
    check_network(PLAIN, ORACLE("plain"), tolerance);
    check_network(BATCHNORM, ORACLE("batchnorm"), tolerance);
    check_network(BEST, ORACLE("best"), tolerance);
}

#endif
