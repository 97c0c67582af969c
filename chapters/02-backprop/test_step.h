/*
 * One whole step of gradient descent on 20 of the bundled digits, held against the step that
 * oracles.py computed: loss, logits, every gradient and every new parameter. Included by a
 * test for `float` and one for `double`, which differ in their tolerance.
 */
#ifndef TEST_STEP_H
#define TEST_STEP_H

#include "test_networks.h"
#include "test_oracle.h"
#include "training.h"

enum { STEP_IMAGES = 20, STEP_EVERY = 8 };
static const double step_rate = 0.5;

/* Number k of a network that step_weights fills; oracles.py has the same formula. */
static inline double step_weight(size_t k)
{
    return (double)(40503 * k % 65536) / 65536 - 0.5;
}

static inline void step_weights(network *net)
{
    size_t k = 0;
    for (int i = 0; i < net->parameter_count; i++)
        for (size_t n = 0; n < matrix_size(net->parameters[i].value); n++)
            net->parameters[i].value.data[n] = (real)step_weight(k++);
}

/* Every so many columns of m. */
static inline matrix some_columns(arena *a, matrix m, int every)
{
    matrix some = matrix_new(a, m.rows, m.cols / every);
    for (int i = 0; i < some.rows; i++)
        for (int j = 0; j < some.cols; j++)
            AT(some, i, j) = AT(m, i, j * every);
    return some;
}

/* The sum of each column of m, as a column. */
static inline matrix column_sums(arena *a, matrix m)
{
    matrix sums = matrix_new(a, m.cols, 1);
    for (int j = 0; j < m.cols; j++) {
        double sum = 0;
        for (int i = 0; i < m.rows; i++)
            sum += (double)AT(m, i, j);
        sums.data[j] = (real)sum;
    }
    return sums;
}

/* The gradients that lead from `start` to the oracle's new numbers, in double precision. */
static inline matrix oracle_gradient(arena *a, const tensor_file *f, const char *name,
                                     const double *start)
{
    matrix g = oracle_matrix(a, f, name);
    const double *after = tensor_find(f, name)->data;
    for (size_t i = 0; i < matrix_size(g); i++)
        g.data[i] = (real)((start[i] - after[i]) / step_rate);
    return g;
}

/* Holds the values and gradients under a name of the oracle against `value`, `gradient`;
   `start` is what the values were. */
static inline void check_tensor(const tensor_file *f, const char *name, matrix start,
                                matrix value, matrix gradient, double tolerance)
{
    arena a = {0};
    matrix wanted = oracle_matrix(&a, f, name);
    cr_assert(matrix_size(wanted) == matrix_size(value), "%s: %zu numbers, wanted %zu",
              name, matrix_size(value), matrix_size(wanted));
    double off = relative_distance(value, wanted);
    cr_expect(off < tolerance, "%s: the new numbers are off by %g", name, off);

    double *exact = arena_alloc(&a, matrix_size(start), sizeof *exact);
    for (size_t i = 0; i < matrix_size(start); i++)
        exact[i] = (double)start.data[i];
    off = relative_distance(gradient, oracle_gradient(&a, f, name, exact));
    cr_expect(off < tolerance, "%s: the gradient is off by %g", name, off);
    arena_free(&a);
}

/* The first weights are in the oracle in short: every eighth column, and sums of all. */
static inline void check_first_weights(const tensor_file *f, matrix start,
                                       const parameter *p, double tolerance)
{
    arena a = {0};
    check_tensor(f, "layers.0.weight", some_columns(&a, start, STEP_EVERY),
                 some_columns(&a, p->value, STEP_EVERY),
                 some_columns(&a, p->gradient, STEP_EVERY), tolerance);
    check_tensor(f, "layers.0.weight.sums", column_sums(&a, start),
                 column_sums(&a, p->value), column_sums(&a, p->gradient), tolerance);
    arena_free(&a);
}

static inline void check_logits(const tensor_file *f, network *net, image_source *source,
                                double tolerance)
{
    arena a = {0};
    batch b = image_source_batch(source, source->in_order, STEP_IMAGES);
    double off =
        relative_distance(network_forward(net, &b, true), oracle_matrix(&a, f, "logits"));
    cr_expect(off < tolerance, "the logits are off by %g", off);
    arena_free(&a);
}

/* One step of a network with these hidden layers, `capacity` images at a time. */
static inline void check_step(const tensor_file *f, const int *hidden, int capacity,
                              double tolerance)
{
    arena a = {0};
    dataset train, test;
    error e;
    cr_assert(dataset_read_pair(&train, &test, BUNDLED_DIGITS, &e), "%s", e.text);
    dataset images = dataset_slice(&train, 0, STEP_IMAGES);
    network *net = network_of(784, hidden, capacity);
    step_weights(net);
    matrix start[NETWORK_PARAMETERS];
    for (int i = 0; i < net->parameter_count; i++)
        start[i] = copy_of(&a, net->parameters[i].value);

    image_source source = image_source_new(&a, &images, net, ANY_ORDER);
    if (capacity >= STEP_IMAGES)
        check_logits(f, net, &source, tolerance);
    training t = training_new(net, &source, &cross_entropy, 0, GD);
    training_schedule(&t, CONSTANT, step_rate, 1);
    evaluation seen = {0};
    progress p;
    progress_begin(&p, "step", STEP_IMAGES, true);
    training_epoch(&t, &seen, &p);

    double wanted = *(const double *)tensor_find(f, "loss")->data;
    cr_expect(fabs(evaluation_loss(&seen) / wanted - 1) < tolerance,
              "loss %.12g, wanted %.12g", evaluation_loss(&seen), wanted);
    check_first_weights(f, start[0], &net->parameters[0], tolerance);
    for (int i = 1; i < net->parameter_count; i++)
        check_tensor(f, net->parameters[i].name, start[i], net->parameters[i].value,
                     net->parameters[i].gradient, tolerance);
    network_free(net);
    dataset_free(&train);
    dataset_free(&test);
    arena_free(&a);
}

/* The report's 784-10-10 against NumPy, all images at once and seven at a time. */
static inline void check_report_step(double tolerance)
{
    tensor_file f = oracle_read("02-backprop", "report_step.safetensors");
    check_step(&f, (int[]){10, 0, 0}, STEP_IMAGES, tolerance);
    check_step(&f, (int[]){10, 0, 0}, 7, tolerance);
    tensor_file_free(&f);
}

/* 784-16-12-10 against PyTorch. */
static inline void check_torch_step(double tolerance)
{
    tensor_file f = oracle_read("02-backprop", "torch_step.safetensors");
    check_step(&f, (int[]){16, 12, 0}, STEP_IMAGES, tolerance);
    check_step(&f, (int[]){16, 12, 0}, 7, tolerance);
    tensor_file_free(&f);
}

#endif
