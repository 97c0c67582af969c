/* variant: double */
/* Every loss against PyTorch and against central differences, in double precision. */
#include "gradient_check.h"
#include "test_losses.h"

Test(loss_gradients, are_pytorch_s)
{
    check_oracles(1e-13);
}

typedef struct subject {
    const loss *l;
    matrix logits, gradient;
    const uint8_t *labels;
    double share;
} subject;

static double value_again(void *context)
{
    subject *s = context;
    return value_of(s->l, s->logits, s->labels, s->share, s->gradient);
}

/* How far the gradient of a loss is from numeric ones, in logits from -scale to scale. */
static double error_of(const char *name, const loss_settings *settings, double scale,
                       rng *r, const double factor[2])
{
    enum { IMAGES = 23, NUMBERS = 10 * IMAGES };
    arena a = {0};
    subject s = {.l = loss_named(&a, name, settings), .share = 0.1 + rng_uniform(r)};
    s.logits = random_matrix(&a, 10, IMAGES, r);
    for (int i = 0; i < NUMBERS; i++)
        s.logits.data[i] *= (real)scale;
    s.labels = random_images(&a, IMAGES, 1, 1, r).labels;
    s.gradient = matrix_new(&a, 10, IMAGES);
    value_again(&s);
    matrix analytic = copy_of(&a, s.gradient);
    for (int i = 0; i < NUMBERS; i++)
        analytic.data[i] *= (real)factor[i % 2];
    real numeric[NUMBERS];
    numeric_gradient(numeric, s.logits.data, NUMBERS, value_again, &s);
    double off = relative_error(analytic.data, numeric, NUMBERS);
    arena_free(&a);
    return off;
}

static const struct {
    const char *loss;
    double gamma, smoothing;
    bool weights;
} rows[] = {
    {"cross-entropy", 0, 0, false}, {"weighted", 0, 0, true}, {"smoothing", 0, 0.1, false},
    {"smoothing", 0, 1, false},     {"mse", 0, 0, false},     {"hinge", 0, 0, false},
    {"focal", 0, 0, true},          {"focal", 0.5, 0, false}, {"focal", 1, 0, true},
    {"focal", 2, 0, false},         {"focal", 2.5, 0, true},  {"focal", 5, 0, false},
};
enum { ROWS = sizeof rows / sizeof *rows };

static double row_error(int row, double scale, rng *r, const double factor[2])
{
    double weights[DATASET_CLASSES];
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = 0.1 + 3 * rng_uniform(r);
    loss_settings s = {rows[row].gamma, rows[row].smoothing,
                       rows[row].weights ? weights : NULL};
    return error_of(rows[row].loss, &s, scale, r, factor);
}

Test(loss_gradients, are_central_differences)
{
    static const double scales[] = {0.1, 1, 3, 10};
    rng r = rng_new(1, 0);
    for (int row = 0; row < ROWS; row++)
        for (int n = 0; n < 4; n++) {
            double off = row_error(row, scales[n], &r, (double[]){1, 1});
            cr_expect(off < 1e-7, "%s, row %d, logits to %g: off by %g", rows[row].loss,
                      row, scales[n], off);
        }
}

Test(loss_gradients, wrong_ones_are_seen)
{
    static const double wrong[][2] = {{-1, -1}, {1, -1}, {1, 1.01}, {2, 2}};
    rng r = rng_new(2, 0);
    for (int row = 0; row < ROWS; row++)
        for (int n = 0; n < 4; n++) {
            double off = row_error(row, 3, &r, wrong[n]);
            cr_expect(off > 1e-3, "%s, row %d, times %g and %g: off by only %g",
                      rows[row].loss, row, wrong[n][0], wrong[n][1], off);
        }
}
