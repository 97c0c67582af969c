/* For tests: a loss of a name, its value, and what PyTorch makes of each. */
#ifndef TEST_LOSSES_H
#define TEST_LOSSES_H

#include <stdio.h>

#include "losses.h"
#include "test_networks.h"
#include "test_oracle.h"

static inline double value_of(const loss *l, matrix logits, const uint8_t *labels,
                              double share, matrix gradient)
{
    return l->value_and_gradient(l, logits, labels, share, gradient);
}

static inline const loss *loss_named(arena *a, const char *name, const loss_settings *s)
{
    return loss_new(a, loss_choose("loss", name), s);
}

typedef struct oracle_row {
    const char *name; /* in the oracle */
    const char *loss;
    double gamma;
    bool weights, mean; /* PyTorch's mean over a weighted batch, not the sum */
} oracle_row;

static const oracle_row oracle_rows[] = {
    {"cross-entropy", "cross-entropy", 0, false, false},
    {"weighted", "weighted", 0, true, false},
    {"weighted.mean", "weighted", 0, true, true},
    {"smoothing", "smoothing", 0, false, false},
    {"mse", "mse", 0, false, false},
    {"hinge", "hinge", 0, false, false},
    {"focal", "focal", 2, true, false},
    {"focal.half", "focal", 0.5, false, false},
};

static inline void check_oracle_row(const tensor_file *f, const oracle_row *row,
                                    double tolerance)
{
    arena a = {0};
    matrix logits = oracle_matrix(&a, f, "logits");
    const double *weights = tensor_find(f, "weights")->data;
    const double *classes = tensor_find(f, "labels")->data;
    uint8_t *labels = arena_alloc(&a, (size_t)logits.cols, 1);
    double share = 1, sum = 0;
    for (int j = 0; j < logits.cols; j++) {
        labels[j] = (uint8_t)classes[j];
        sum += weights[labels[j]];
    }
    if (row->mean)
        share = 1 / sum;
    loss_settings s = {row->gamma, 0.25, row->weights ? weights : NULL};
    const loss *l = loss_named(&a, row->loss, &s);
    matrix gradient = matrix_new(&a, logits.rows, logits.cols);
    double found = value_of(l, logits, labels, share, gradient);

    char name[64];
    snprintf(name, sizeof name, "%s.value", row->name);
    double wanted = *(const double *)tensor_find(f, name)->data;
    cr_expect(fabs(found / wanted - 1) < tolerance, "%s: %.12g, wanted %.12g", row->name,
              found, wanted);
    snprintf(name, sizeof name, "%s.gradient", row->name);
    double off = relative_distance(gradient, oracle_matrix(&a, f, name));
    cr_expect(off < tolerance, "%s: the gradient is off by %g", row->name, off);
    arena_free(&a);
}

static inline void check_oracles(double tolerance)
{
    tensor_file f = oracle_read("03-losses", "losses.safetensors");
    for (size_t i = 0; i < sizeof oracle_rows / sizeof *oracle_rows; i++)
        check_oracle_row(&f, &oracle_rows[i], tolerance);
    tensor_file_free(&f);
}

#endif
