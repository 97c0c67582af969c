#include "report_losses.h"

#include <tgmath.h>

#include "dataset.h"
#include "error.h"
#include "vector_exp.h"

static const real tiny = (real)1e-8; /* keeps log of a probability of 0 finite */

/*
 * From derivatives d by the probabilities to derivatives by the logits, for column j: softmax
 * hands on p[i] (d[i] - sum of p d).
 */
static void through_softmax(const loss_block *b, int j, const real d[DATASET_CLASSES])
{
    real mean = 0;
    for (int i = 0; i < DATASET_CLASSES; i++)
        mean += AT(b->gradient, i, j) * d[i];
    for (int i = 0; i < DATASET_CLASSES; i++)
        AT(b->gradient, i, j) *= b->share * (d[i] - mean);
}

static double report_focal_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = b->first; j < b->first + b->count; j++) {
        real d[DATASET_CLASSES];
        for (int i = 0; i < DATASET_CLASSES; i++) {
            real p = AT(b->gradient, i, j), rest = 1 - p, surprise = -log(p + tiny);
            sum += (double)(rest * rest * surprise) / DATASET_CLASSES;
            d[i] = (-2 * rest * surprise - rest * rest / (p + tiny)) / DATASET_CLASSES;
        }
        through_softmax(b, j, d);
    }
    return sum;
}

const loss report_focal = {"report-focal", loss_of_probabilities, report_focal_block};

static double report_hinge_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = b->first; j < b->first + b->count; j++) {
        int label = b->labels[j - b->first];
        real d[DATASET_CLASSES] = {0};
        d[label] = -(real)1 / DATASET_CLASSES;
        sum += 1 - (double)AT(b->gradient, label, j) / DATASET_CLASSES;
        through_softmax(b, j, d);
    }
    return sum;
}

const loss report_hinge = {"report-hinge", loss_of_probabilities, report_hinge_block};

/*
 * out = log of softmax by the book, exp(z) / sum of exp(z) as it stands. What follows may
 * subtract the largest from it as it likes: infinity and NaN are there already.
 */
static void bare_log_softmax(matrix out, matrix z)
{
#pragma omp parallel for if (z.cols > 4 * LOSS_BLOCK)
    for (int first = 0; first < z.cols; first += LOSS_BLOCK) {
        int count = z.cols - first < LOSS_BLOCK ? z.cols - first : LOSS_BLOCK;
        real sum[LOSS_BLOCK] = {0};
        for (int i = 0; i < z.rows; i++)
            for (int j = 0; j < count; j++)
                sum[j] += exp(AT(z, i, first + j));
        for (int j = 0; j < count; j++)
            sum[j] = log(sum[j]);
        for (int i = 0; i < z.rows; i++)
            for (int j = 0; j < count; j++)
                AT(out, i, first + j) = AT(z, i, first + j) - sum[j];
    }
}

static double faulty_value_and_gradient(const loss *self, matrix logits,
                                        const uint8_t *labels, double share,
                                        matrix gradient)
{
    const faulty_loss *f = (const faulty_loss *)self;
    if (f->bare_softmax) {
        matrix out = matrix_narrow(f->scratch, logits.cols);
        bare_log_softmax(out, logits);
        logits = out;
    }
    double value =
        f->printed->value_and_gradient(f->printed, logits, labels, share, gradient);
    if (f->not_in_gradient && f->printed != &cross_entropy)
        cross_entropy.value_and_gradient(&cross_entropy, logits, labels, share, gradient);
    if (f->factor != 1) /* exactly: no factor at all */
        for (size_t i = 0; i < matrix_size(gradient); i++)
            gradient.data[i] *= (real)f->factor;
    return value;
}

faulty_loss faulty_loss_new(arena *a, const loss *printed, int classes, int capacity)
{
    return (faulty_loss){
        .base = {.name = printed->name, .value_and_gradient = faulty_value_and_gradient},
        .printed = printed,
        .factor = 1,
        .scratch = matrix_new(a, classes, capacity)};
}
