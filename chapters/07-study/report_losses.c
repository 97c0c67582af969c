#include "report_losses.h"

#include <tgmath.h>

#include "dataset.h"
#include "error.h"
#include "vector_exp.h"

static const real tiny = (real)1e-8; /* keeps log of a probability of 0 finite */

/* A block's numbers for each class, those of neighbouring images side by side. */
typedef real block_rows[DATASET_CLASSES][LOSS_BLOCK];

/*
 * From derivatives d by the probabilities to derivatives by the logits: softmax hands on
 * p[i] (d[i] - sum of p d).
 */
static void through_softmax(const loss_block *b, block_rows d)
{
    real mean[LOSS_BLOCK] = {0};
    for (int i = 0; i < DATASET_CLASSES; i++)
        for (int j = 0; j < b->count; j++)
            mean[j] += AT(b->gradient, i, b->first + j) * d[i][j];
    for (int i = 0; i < DATASET_CLASSES; i++)
        for (int j = 0; j < b->count; j++)
            AT(b->gradient, i, b->first + j) *= b->share * (d[i][j] - mean[j]);
}

static double report_focal_block(const loss *self, const loss_block *b)
{
    (void)self;
    block_rows d;
    double sum = 0;
    for (int i = 0; i < DATASET_CLASSES; i++) {
        real surprise[LOSS_BLOCK];
        for (int j = 0; j < b->count; j++)
            surprise[j] = -log(AT(b->gradient, i, b->first + j) + tiny);
        for (int j = 0; j < b->count; j++) {
            real p = AT(b->gradient, i, b->first + j), rest = 1 - p;
            sum += (double)(rest * rest * surprise[j]) / DATASET_CLASSES;
            d[i][j] =
                (-2 * rest * surprise[j] - rest * rest / (p + tiny)) / DATASET_CLASSES;
        }
    }
    through_softmax(b, d);
    return sum;
}

const loss report_focal = {"report-focal", loss_of_probabilities, report_focal_block};

static double report_hinge_block(const loss *self, const loss_block *b)
{
    (void)self;
    block_rows d = {{0}};
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        int label = b->labels[j];
        d[label][j] = -(real)1 / DATASET_CLASSES;
        sum += 1 - (double)AT(b->gradient, label, b->first + j) / DATASET_CLASSES;
    }
    through_softmax(b, d);
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
    const loss *followed = f->not_in_gradient ? &cross_entropy : f->printed;
    bool another = followed != f->printed;
    double printed = 0;
    if (another && f->in->counted)
        printed =
            f->printed->value_and_gradient(f->printed, logits, labels, share, gradient);
    double value = followed->value_and_gradient(followed, logits, labels, share, gradient);
    if (f->factor != 1) /* exactly: no factor at all */
        for (size_t i = 0; i < matrix_size(gradient); i++)
            gradient.data[i] *= (real)f->factor;
    return another ? printed : value;
}

faulty_loss faulty_loss_new(arena *a, const loss *printed, const training *in, int classes,
                            int capacity)
{
    return (faulty_loss){
        .base = {.name = printed->name, .value_and_gradient = faulty_value_and_gradient},
        .printed = printed,
        .in = in,
        .factor = 1,
        .scratch = matrix_new(a, classes, capacity)};
}
