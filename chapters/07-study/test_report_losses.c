/* variant: double */
#include "report_losses.h"

#include <omp.h>

#include "gradient_check.h"
#include "test_losses.h"

enum { IMAGES = 13, NUMBERS = DATASET_CLASSES * IMAGES };

typedef struct subject {
    arena memory;
    const loss *l;
    matrix logits, gradient;
    uint8_t *labels;
    double share;
} subject;

static subject subject_new(const loss *l, double scale)
{
    subject s = {.l = l, .share = 0.3};
    rng r = rng_new(4, 0);
    s.logits = random_matrix(&s.memory, DATASET_CLASSES, IMAGES, &r);
    for (int i = 0; i < NUMBERS; i++)
        s.logits.data[i] *= (real)scale;
    s.labels = random_images(&s.memory, IMAGES, 1, 1, &r).labels;
    s.gradient = matrix_new(&s.memory, DATASET_CLASSES, IMAGES);
    return s;
}

static double value_again(void *context)
{
    subject *s = context;
    return value_of(s->l, s->logits, s->labels, s->share, s->gradient);
}

static double gradient_error(const loss *l, double scale)
{
    subject s = subject_new(l, scale);
    value_again(&s);
    matrix analytic = copy_of(&s.memory, s.gradient);
    real numeric[NUMBERS];
    numeric_gradient(numeric, s.logits.data, NUMBERS, value_again, &s);
    double off = relative_error(analytic.data, numeric, NUMBERS);
    arena_free(&s.memory);
    return off;
}

Test(report_losses, gradients_are_central_differences)
{
    const loss *const losses[] = {&report_focal, &report_hinge};
    static const double scales[] = {0.1, 1, 3};
    for (int l = 0; l < 2; l++)
        for (int s = 0; s < 3; s++) {
            double off = gradient_error(losses[l], scales[s]);
            cr_expect(off < 1e-7, "%s, logits up to %g: off by %g", losses[l]->name,
                      scales[s], off);
        }
}

/* Logits whose softmax is known: 1/2 for the first, 1/18 for each other. */
static void halves(matrix logits)
{
    matrix_fill(logits, 0);
    for (int j = 0; j < logits.cols; j++)
        AT(logits, 0, j) = (real)log(9);
}

Test(report_losses, values_by_hand)
{
    subject s = subject_new(&report_focal, 1);
    halves(s.logits);
    double rest = 17.0 / 18, wanted = (0.25 * log(2) + 9 * rest * rest * log(18)) / 10;
    double found = value_again(&s) / (s.share * IMAGES);
    cr_expect(fabs(found - wanted) < 1e-6, "focal: %.9g, wanted %.9g", found, wanted);

    s.l = &report_hinge;
    memset(s.labels, 0, IMAGES);
    found = value_again(&s) / (s.share * IMAGES);
    cr_expect(fabs(found - 0.95) < 1e-12, "hinge, right: %.9g, wanted 0.95", found);
    memset(s.labels, 5, IMAGES);
    found = value_again(&s) / (s.share * IMAGES);
    wanted = 1 - 1.0 / 180;
    cr_expect(fabs(found - wanted) < 1e-12, "hinge, wrong: %.9g, wanted %.9g", found,
              wanted);
    arena_free(&s.memory);
}

/* The report's focal loss is of all outputs alike: it does not know which one is right. */
Test(report_losses, focal_knows_no_label)
{
    subject s = subject_new(&report_focal, 2);
    double before = value_again(&s);
    for (int j = 0; j < IMAGES; j++)
        s.labels[j] = (uint8_t)((s.labels[j] + 3) % 10);
    double after = value_again(&s);
    cr_expect(before == after, "%.17g with these labels, %.17g with others", before, after);
    arena_free(&s.memory);
}

/* The subject's value and gradient with a loss, into a matrix of its arena. */
static double value_with(subject *s, const loss *l, matrix *gradient)
{
    s->l = l;
    double value = value_again(s);
    *gradient = copy_of(&s->memory, s->gradient);
    return value;
}

static const training counted = {.counted = true};

Test(faulty_loss, without_faults_is_the_loss_itself)
{
    subject s = subject_new(&report_hinge, 2);
    const loss *mse = loss_named(&s.memory, "mse", &(loss_settings){0});
    faulty_loss f = faulty_loss_new(&s.memory, mse, &counted, DATASET_CLASSES, IMAGES);
    matrix found, wanted;
    double value = value_with(&s, &f.base, &found);
    cr_expect(value == value_with(&s, mse, &wanted), "another value");
    cr_expect(same_bits(found, wanted), "another gradient");
    arena_free(&s.memory);
}

Test(faulty_loss, prints_one_loss_and_follows_another)
{
    subject s = subject_new(&report_hinge, 2);
    faulty_loss f =
        faulty_loss_new(&s.memory, &report_hinge, &counted, DATASET_CLASSES, IMAGES);
    matrix found, wanted;
    f.not_in_gradient = true;
    double value = value_with(&s, &f.base, &found);
    cr_expect(value == value_with(&s, &report_hinge, &wanted), "another value");
    cr_expect(!same_bits(found, wanted), "the hinge's gradient");
    value_with(&s, &cross_entropy, &wanted);
    cr_expect(same_bits(found, wanted), "another gradient than softmax minus one-hot");
    f.in = &(training){.counted = false};
    cr_expect(value_with(&s, &f.base, &found) == 0, "a loss that nobody looks at");
    cr_expect(same_bits(found, wanted), "another gradient where nobody looks at the loss");
    arena_free(&s.memory);
}

Test(faulty_loss, a_factor_is_of_the_gradient_alone)
{
    subject s = subject_new(&cross_entropy, 2);
    faulty_loss f =
        faulty_loss_new(&s.memory, &cross_entropy, &counted, DATASET_CLASSES, IMAGES);
    matrix found, wanted;
    f.factor = 0.5;
    double value = value_with(&s, &f.base, &found);
    cr_expect(value == value_with(&s, &cross_entropy, &wanted), "another value");
    for (int i = 0; i < NUMBERS; i++)
        wanted.data[i] *= (real)0.5;
    cr_expect(same_bits(found, wanted), "another gradient");
    arena_free(&s.memory);
}

Test(faulty_loss, a_bare_softmax_is_the_same_until_it_overflows)
{
    subject s = subject_new(&cross_entropy, 5);
    faulty_loss f =
        faulty_loss_new(&s.memory, &cross_entropy, &counted, DATASET_CLASSES, IMAGES);
    matrix found, wanted;
    f.bare_softmax = true;
    double value = value_with(&s, &f.base, &found);
    double right = value_with(&s, &cross_entropy, &wanted);
    cr_expect(fabs(value / right - 1) < 1e-13, "%.17g, wanted %.17g", value, right);
    double off = relative_distance(found, wanted);
    cr_expect(off < 1e-13, "the gradient is off by %g", off);
    matrix_fill(s.logits, 1000); /* exp(1000) is beyond a double */
    value = value_with(&s, &f.base, &found);
    cr_expect(!isfinite(value), "%g with logits of 1000", value);
    cr_expect(isfinite(value_with(&s, &cross_entropy, &wanted)), "and this one too");
    arena_free(&s.memory);
}

Test(faulty_loss, same_bits_with_any_number_of_threads)
{
    enum { MANY = 1000 };
    arena a = {0};
    rng r = rng_new(9, 0);
    matrix logits = random_matrix(&a, DATASET_CLASSES, MANY, &r), gradients[2];
    uint8_t *labels = random_images(&a, MANY, 1, 1, &r).labels;
    faulty_loss f = faulty_loss_new(&a, &report_focal, &counted, DATASET_CLASSES, MANY);
    f.bare_softmax = true;
    double values[2];
    for (int t = 0; t < 2; t++) {
        omp_set_num_threads(1 + 3 * t);
        gradients[t] = matrix_new(&a, DATASET_CLASSES, MANY);
        values[t] = value_of(&f.base, logits, labels, 1e-3, gradients[t]);
    }
    cr_expect(values[0] == values[1], "%.17g, then %.17g", values[0], values[1]);
    cr_expect(same_bits(gradients[0], gradients[1]), "another gradient");
    arena_free(&a);
}
