#include "losses.h"

#include <tgmath.h>

#include "error.h"
#include "options.h"

/* A loss with its settings: a pointer to its first member is a pointer to all of it. */
typedef struct tuned_loss {
    loss base;
    real gamma, smoothing;
    real weights[DATASET_CLASSES];
} tuned_loss;

static const tuned_loss *tuned(const loss *self)
{
    return (const tuned_loss *)self;
}

/* Multiplies column j of a block's gradient by factor[j]. */
static void scale_columns(const loss_block *b, const real *factor)
{
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++)
            AT(b->gradient, i, b->first + j) *= factor[j];
}

static double weighted_block(const loss *self, const loss_block *b)
{
    real surprise[LOSS_BLOCK], factor[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        real weight = tuned(self)->weights[b->labels[j]];
        sum += (double)(weight * surprise[j]);
        factor[j] = weight * b->share;
        AT(b->gradient, b->labels[j], b->first + j) -= 1;
    }
    scale_columns(b, factor);
    return sum;
}

/* As -log p[i] = -log p[y] + z[y] - z[i], the value is the surprise at y, and `even` times
   the sum over i of z[y] - z[i]. */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)b->logits.rows; /* what each class gets */
    real value[LOSS_BLOCK], label_logit[LOSS_BLOCK];
    loss_surprise(value, b);
    for (int j = 0; j < b->count; j++) {
        label_logit[j] = AT(b->logits, b->labels[j], b->first + j);
        AT(b->gradient, b->labels[j], b->first + j) -= 1 - smoothing;
    }
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            value[j] += even * (label_logit[j] - AT(b->logits, i, b->first + j));
            AT(b->gradient, i, b->first + j) -= even;
            AT(b->gradient, i, b->first + j) *= b->share;
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        sum += (double)value[j];
    return sum;
}

/* The gradient with respect to p is 2/C d; softmax's Jacobian, p[k] (1 if k = i, - p[i]),
   takes from it the mean over the classes, each counted with its probability. */
static double mse_block(const loss *self, const loss_block *b)
{
    (void)self;
    const real mean = 1 / (real)b->logits.rows;
    real squares[LOSS_BLOCK] = {0}, along[LOSS_BLOCK] = {0}; /* sums of d^2, of d p */
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real p = AT(b->gradient, i, b->first + j), d = p - (b->labels[j] == i);
            squares[j] += d * d;
            along[j] += d * p;
        }
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real p = AT(b->gradient, i, b->first + j), d = p - (b->labels[j] == i);
            AT(b->gradient, i, b->first + j) = 2 * mean * b->share * p * (d - along[j]);
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        sum += (double)(mean * squares[j]);
    return sum;
}

/* Each class that comes closer than 1 to the label's logit is pushed down, and the label's
   logit up, as far as all of them together. */
static double hinge_block(const loss *self, const loss_block *b)
{
    (void)self;
    const matrix z = b->logits, dz = b->gradient;
    const real mean = 1 / (real)z.rows, push = mean * b->share;
    const int first = b->first;
    int label[LOSS_BLOCK]; /* as wide as the logits, so that vectors hold as many of them */
    real label_logit[LOSS_BLOCK], excess[LOSS_BLOCK] = {0}, pushed[LOSS_BLOCK] = {0};
    for (int j = 0; j < b->count; j++) {
        label[j] = b->labels[j];
        label_logit[j] = AT(z, label[j], first + j);
    }
    for (int i = 0; i < z.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real over = AT(z, i, first + j) - label_logit[j] + 1;
            bool fine = over <= 0 || label[j] == i; /* never so if it is not a number */
            excess[j] += fine ? 0 : over;
            pushed[j] += fine ? 0 : mean;
            AT(dz, i, first + j) = fine ? 0 : push;
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)(mean * excess[j]);
        AT(dz, b->labels[j], first + j) = -pushed[j] * b->share;
    }
    return sum;
}

/* wrong[j] = the probability of all classes but the label: 1 - p[y], without rounding p[y]
   to 1 first. */
static void probability_wrong(real *wrong, const loss_block *b)
{
    for (int j = 0; j < b->count; j++)
        wrong[j] = 0;
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++)
            wrong[j] += b->labels[j] == i ? 0 : AT(b->gradient, i, b->first + j);
}

static double focal_block(const loss *self, const loss_block *b)
{
    const real gamma = tuned(self)->gamma;
    real surprise[LOSS_BLOCK], wrong[LOSS_BLOCK], factor[LOSS_BLOCK];
    loss_surprise(surprise, b);
    probability_wrong(wrong, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        real *p = &AT(b->gradient, b->labels[j], b->first + j), q = wrong[j];
        real s = q < (real)0.5 ? -log1p(-q) : surprise[j];
        real focus = tuned(self)->weights[b->labels[j]] * pow(q, gamma);
        sum += (double)(focus * s);
        factor[j] = focus * (1 + gamma * *p * (q > 0 ? s / q : 1)) * b->share;
        *p = -q;
    }
    scale_columns(b, factor);
    return sum;
}

/* The table of losses. */
static const loss weighted = {"weighted", loss_of_probabilities, weighted_block};
static const loss smoothing = {"smoothing", loss_of_probabilities, smoothing_block};
static const loss mse = {"mse", loss_of_probabilities, mse_block};
static const loss hinge = {"hinge", loss_of_logits, hinge_block};
static const loss focal = {"focal", loss_of_probabilities, focal_block};

static const loss *const kinds[] = {&cross_entropy, &weighted, &smoothing,
                                    &mse,           &hinge,    &focal};
enum { KINDS = sizeof kinds / sizeof *kinds };
const int loss_kinds = KINDS;

int loss_choose(const char *option, const char *name)
{
    const char *names[KINDS];
    for (int kind = 0; kind < KINDS; kind++)
        names[kind] = kinds[kind]->name;
    return options_choose(option, name, names, KINDS);
}

const loss *loss_new(arena *a, int kind, const loss_settings *s)
{
    CHECK(kind >= 0 && kind < KINDS, "loss %d of %d", kind, KINDS);
    CHECK(s->gamma >= 0, "gamma %g", s->gamma);
    CHECK(s->smoothing >= 0 && s->smoothing <= 1, "smoothing %g", s->smoothing);
    tuned_loss *l = arena_alloc(a, 1, sizeof *l);
    l->base = *kinds[kind];
    l->gamma = (real)s->gamma;
    l->smoothing = (real)s->smoothing;
    for (int c = 0; c < DATASET_CLASSES; c++)
        l->weights[c] = (real)(s->weights != NULL ? s->weights[c] : 1);
    return &l->base;
}

void balanced_weights(double weights[DATASET_CLASSES], const dataset *d)
{
    int images[DATASET_CLASSES] = {0}, present = 0;
    for (int j = 0; j < d->count; j++)
        images[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        present += images[c] > 0;
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = images[c] > 0 ? (double)d->count / present / images[c] : 0;
}
