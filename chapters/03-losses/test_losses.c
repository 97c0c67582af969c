#include "losses.h"

#include <omp.h>
#include <signal.h>

#include "test_losses.h"
#include "test_process.h"

/* Weights that floats hold exactly. */
static const double some_weights[DATASET_CLASSES] = {2, 0.5, 4, 1, 0, 3, 0.25, 1, 1.5, 1};
static const loss_settings some_settings = {2, 0.75, some_weights};

Test(losses, are_pytorch_s)
{
    check_oracles(8 * real_epsilon());
}

/* Three classes, so that the share of each in smoothing is 0.75 / 3 = 0.25. */
typedef struct extreme {
    const char *loss, *row;
    double logits[3];
    int label;
    double value, gradient[3];
} extreme;

#define LOG_2 0.69314718055994531
static const extreme extremes[] = {
    {"cross-entropy", "right", {1e4, 0, -1e4}, 0, 0, {0, 0, 0}},
    {"weighted", "right", {1e4, 0, -1e4}, 0, 0, {0, 0, 0}},
    {"smoothing", "right", {1e4, 0, -1e4}, 0, 7500, {0.5, -0.25, -0.25}},
    {"mse", "right", {1e4, 0, -1e4}, 0, 0, {0, 0, 0}},
    {"hinge", "right", {1e4, 0, -1e4}, 0, 0, {0, 0, 0}},
    {"focal", "right", {1e4, 0, -1e4}, 0, 0, {0, 0, 0}},

    {"cross-entropy", "wrong", {1e4, 0, -1e4}, 2, 2e4, {1, 0, -1}},
    {"weighted", "wrong", {1e4, 0, -1e4}, 2, 8e4, {4, 0, -4}},
    {"smoothing", "wrong", {1e4, 0, -1e4}, 2, 12500, {0.75, -0.25, -0.5}},
    {"mse", "wrong", {1e4, 0, -1e4}, 2, 2.0 / 3, {0, 0, 0}},
    {"hinge", "wrong", {1e4, 0, -1e4}, 2, 30002.0 / 3, {1.0 / 3, 1.0 / 3, -2.0 / 3}},
    {"focal", "wrong", {1e4, 0, -1e4}, 2, 8e4, {4, 0, -4}},

    {"cross-entropy", "torn", {1e4, -1e4, 1e4}, 0, LOG_2, {-0.5, 0, 0.5}},
    {"weighted", "torn", {1e4, -1e4, 1e4}, 0, 2 * LOG_2, {-1, 0, 1}},
    {"smoothing", "torn", {1e4, -1e4, 1e4}, 0, 5000 + LOG_2, {0, -0.25, 0.25}},
    {"mse", "torn", {1e4, -1e4, 1e4}, 0, 1.0 / 6, {-1.0 / 6, 0, 1.0 / 6}},
    {"hinge", "torn", {1e4, -1e4, 1e4}, 0, 1.0 / 3, {-1.0 / 3, 0, 1.0 / 3}},
    {"focal",
     "torn",
     {1e4, -1e4, 1e4},
     0,
     0.5 * LOG_2,
     {-0.25 - 0.5 * LOG_2, 0, 0.25 + 0.5 * LOG_2}},

    /* 1 - z[0] + z[1] is exactly 0: the kink, where the slope is taken to be 0. */
    {"hinge", "kink", {1, 0, -5}, 0, 0, {0, 0, 0}},
    {"hinge", "past the kink", {1, 0.5, -5}, 0, 0.5 / 3, {-1.0 / 3, 1.0 / 3, 0}},
};

Test(losses, of_extreme_logits_are_exact)
{
    for (size_t n = 0; n < sizeof extremes / sizeof *extremes; n++) {
        const extreme *x = &extremes[n];
        arena a = {0};
        const loss *l = loss_named(&a, x->loss, &some_settings);
        matrix logits = matrix_new(&a, 3, 1), gradient = matrix_new(&a, 3, 1);
        for (int i = 0; i < 3; i++)
            logits.data[i] = (real)x->logits[i];
        double found = value_of(l, logits, (uint8_t[]){(uint8_t)x->label}, 1, gradient);
        cr_expect(fabs(found - x->value) <= 4 * real_epsilon() * x->value,
                  "%s, %s: %.9g, wanted %.9g", x->loss, x->row, found, x->value);
        for (int i = 0; i < 3; i++) {
            double g = (double)gradient.data[i];
            cr_expect(fabs(g - x->gradient[i]) <= 4 * real_epsilon() * fabs(x->gradient[i]),
                      "%s, %s: gradient at %d is %.9g, wanted %.9g", x->loss, x->row, i, g,
                      x->gradient[i]);
        }
        arena_free(&a);
    }
}

/* Far right of the middle, p[y] is 1 to a float, and all is in q = 1 - p[y]. */
Test(losses, focal_keeps_its_precision_where_q_is_small)
{
    static const double gammas[] = {0, 0.5, 1, 2};
    real numbers[] = {0, -20, -21}, at[3] = {0};
    double q = exp(-20) + exp(-21), p = 1 / (1 + q);
    q *= p;
    for (int n = 0; n < 4; n++) {
        arena a = {0};
        double g = gammas[n], surprise = -log1p(-q);
        const loss *l = loss_named(&a, "focal", &(loss_settings){.gamma = g});
        double found =
            value_of(l, (matrix){3, 1, numbers}, (uint8_t[]){0}, 1, (matrix){3, 1, at});
        double wanted = pow(q, g) * surprise;
        cr_expect(fabs(found / wanted - 1) < 64 * real_epsilon(),
                  "gamma %g: %.9g, wanted %.9g", g, found, wanted);
        double factor = pow(q, g) * (1 + g * p * surprise / q);
        double slopes[] = {-q * factor, exp(-20) * p * factor, exp(-21) * p * factor};
        for (int i = 0; i < 3; i++)
            cr_expect(fabs((double)at[i] / slopes[i] - 1) < 64 * real_epsilon(),
                      "gamma %g: gradient at %d is %.9g, wanted %.9g", g, i, (double)at[i],
                      slopes[i]);
        arena_free(&a);
    }
}

/* What the chapter works out for the logits 2, 1, 0 and the second class. */
Test(losses, are_those_of_the_chapter)
{
    static const struct {
        const char *loss;
        double value, gradient[3];
    } rows[] = {
        {"cross-entropy", 1.408, {0.665, -0.755, 0.090}},
        {"smoothing", 1.408, {0.565, -0.555, -0.010}},
        {"mse", 0.340, {0.177, -0.167, -0.011}},
        {"hinge", 0.667, {0.333, -0.333, 0}},
        {"focal", 0.803, {0.726, -0.824, 0.098}},
    };
    real numbers[] = {2, 1, 0}, at[3] = {0};
    static const loss_settings s = {2, 0.3, NULL};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        arena a = {0};
        double found = value_of(loss_named(&a, rows[n].loss, &s), (matrix){3, 1, numbers},
                                (uint8_t[]){1}, 1, (matrix){3, 1, at});
        cr_expect(fabs(found - rows[n].value) < 5e-4, "%s: %g, wanted %g", rows[n].loss,
                  found, rows[n].value);
        for (int i = 0; i < 3; i++)
            cr_expect(fabs((double)at[i] - rows[n].gradient[i]) < 5e-4,
                      "%s: gradient at %d is %g, wanted %g", rows[n].loss, i, (double)at[i],
                      rows[n].gradient[i]);
        arena_free(&a);
    }
}

/* Calls check for every kind, on random logits of 300 images: more than four blocks. */
enum { IMAGES = 300 };
typedef struct subject {
    arena memory;
    const loss *l;
    matrix logits, gradient;
    const uint8_t *labels;
} subject;

static void for_each_loss(void (*check)(subject *s))
{
    for (int kind = 0; kind < loss_kinds; kind++) {
        rng r = rng_new(5, (uint64_t)kind);
        subject s = {0};
        s.l = loss_new(&s.memory, kind, &some_settings);
        s.logits = random_matrix(&s.memory, 10, IMAGES, &r);
        for (size_t i = 0; i < matrix_size(s.logits); i++)
            s.logits.data[i] *= 6;
        s.gradient = matrix_new(&s.memory, 10, IMAGES);
        s.labels = random_images(&s.memory, IMAGES, 1, 1, &r).labels;
        check(&s);
        arena_free(&s.memory);
    }
}

static void check_logits_stay(subject *s)
{
    matrix kept = copy_of(&s->memory, s->logits);
    value_of(s->l, s->logits, s->labels, 0.5, s->gradient);
    cr_expect(same_bits(s->logits, kept), "%s: the logits have changed", s->l->name);
}

Test(losses, leave_the_logits_alone)
{
    for_each_loss(check_logits_stay);
}

/* Adding the same to all logits of an image changes no loss. */
static void check_sums(subject *s)
{
    value_of(s->l, s->logits, s->labels, 1, s->gradient);
    for (int j = 0; j < IMAGES; j++) {
        double sum = 0, size = 0;
        for (int i = 0; i < 10; i++) {
            sum += (double)AT(s->gradient, i, j);
            size += fabs((double)AT(s->gradient, i, j));
        }
        cr_expect(fabs(sum) <= 20 * real_epsilon() * (1 + size), "%s, image %d: %g",
                  s->l->name, j, sum);
    }
}

Test(losses, gradients_of_an_image_add_up_to_nothing)
{
    for_each_loss(check_sums);
}

/* But for the last bits: exp of a whole vector rounds otherwise than exp of what is left. */
static void check_parts(subject *s)
{
    double whole = value_of(s->l, s->logits, s->labels, 0.5, s->gradient), parts = 0;
    for (int first = 0, count; first < IMAGES; first += count) {
        count = first == 0 ? 130 : IMAGES - first;
        matrix logits = matrix_new(&s->memory, 10, count);
        matrix gradient = matrix_new(&s->memory, 10, count);
        matrix wanted = matrix_new(&s->memory, 10, count);
        for (int i = 0; i < 10; i++)
            for (int j = 0; j < count; j++) {
                AT(logits, i, j) = AT(s->logits, i, first + j);
                AT(wanted, i, j) = AT(s->gradient, i, first + j);
            }
        parts += value_of(s->l, logits, s->labels + first, 0.5, gradient);
        double off = relative_distance(gradient, wanted);
        cr_expect(off < 4 * real_epsilon(), "%s, from image %d: the gradient is off by %g",
                  s->l->name, first, off);
    }
    cr_expect(fabs(parts / whole - 1) < 4 * real_epsilon(), "%s: %.17g, in parts %.17g",
              s->l->name, whole, parts);
}

Test(losses, a_batch_in_parts_is_the_batch)
{
    for_each_loss(check_parts);
}

static void check_share(subject *s)
{
    matrix doubled = matrix_new(&s->memory, 10, IMAGES);
    double one = value_of(s->l, s->logits, s->labels, 0.25, s->gradient);
    double two = value_of(s->l, s->logits, s->labels, 0.5, doubled);
    cr_expect(two == 2 * one, "%s: %.17g, then %.17g", s->l->name, one, two);
    for (size_t i = 0; i < matrix_size(doubled); i++)
        cr_expect(doubled.data[i] == 2 * s->gradient.data[i], "%s: number %zu", s->l->name,
                  i);
}

Test(losses, share_multiplies_value_and_gradient)
{
    for_each_loss(check_share);
}

static void check_threads(subject *s)
{
    matrix gradients[3];
    double values[3];
    for (int t = 0; t < 3; t++) {
        omp_set_num_threads(1 << t);
        gradients[t] = matrix_new(&s->memory, 10, IMAGES);
        values[t] = value_of(s->l, s->logits, s->labels, 1e-3, gradients[t]);
        cr_expect(values[t] == values[0] && same_bits(gradients[t], gradients[0]),
                  "%s: other bits with %d threads", s->l->name, 1 << t);
    }
}

Test(losses, same_bits_with_any_number_of_threads)
{
    for_each_loss(check_threads);
}

static void check_not_a_number(subject *s)
{
    for (int i = 0; i < 10; i++) {
        real kept = AT(s->logits, i, 7);
        AT(s->logits, i, 7) = NAN;
        double found = value_of(s->l, s->logits, s->labels, 1, s->gradient);
        cr_expect(!isfinite(found), "%s: %g, with logit %d not a number", s->l->name, found,
                  i);
        AT(s->logits, i, 7) = kept;
    }
}

Test(losses, what_is_not_a_number_shows)
{
    for_each_loss(check_not_a_number);
}

Test(losses, without_settings_are_cross_entropy)
{
    static const loss_settings plain = {0, 0, NULL};
    static const char *const names[] = {"weighted", "smoothing", "focal"};
    arena a = {0};
    rng r = rng_new(6, 0);
    matrix logits = random_matrix(&a, 10, 100, &r), wanted = matrix_new(&a, 10, 100);
    const uint8_t *labels = random_images(&a, 100, 1, 1, &r).labels;
    double value = value_of(&cross_entropy, logits, labels, 0.01, wanted);
    for (int n = 0; n < 3; n++) {
        matrix gradient = matrix_new(&a, 10, 100);
        double found =
            value_of(loss_named(&a, names[n], &plain), logits, labels, 0.01, gradient);
        cr_expect(fabs(found / value - 1) < 8 * real_epsilon(), "%s: %.9g, wanted %.9g",
                  names[n], found, value);
        cr_expect(relative_distance(gradient, wanted) < 4 * real_epsilon(),
                  "%s: the gradient is off by %g", names[n],
                  relative_distance(gradient, wanted));
    }
    arena_free(&a);
}

Test(losses, balanced_weights_by_hand)
{
    /* six of 0, three of 1, one of 7 */
    uint8_t labels[] = {0, 1, 0, 1, 0, 7, 0, 1, 0, 0};
    double found[DATASET_CLASSES], mean = 0;
    balanced_weights(found, &(dataset){.count = 10, .labels = labels});
    double wanted[DATASET_CLASSES] = {10.0 / 18, 10.0 / 9, [7] = 10.0 / 3};
    for (int c = 0; c < DATASET_CLASSES; c++)
        cr_expect(fabs(found[c] - wanted[c]) < 1e-15, "class %d: %g, wanted %g", c,
                  found[c], wanted[c]);
    for (int j = 0; j < 10; j++)
        mean += found[labels[j]] / 10;
    cr_expect(fabs(mean - 1) < 1e-15, "the mean is %g", mean);
}

static void choose_another(const void *unused)
{
    (void)unused;
    loss_choose("loss", "log");
}

Test(losses, another_name_is_refused)
{
    outcome o = outcome_of(choose_another, NULL);
    cr_expect(o.status == 2 &&
                  strstr(o.err, "--loss log: expected cross-entropy, weighted, smoothing, "
                                "mse, hinge or focal"),
              "status %d, said [%s]", o.status, o.err);
}

static void wrong_gradient(const void *unused)
{
    (void)unused;
    arena a = {0};
    value_of(loss_named(&a, "hinge", &some_settings), (matrix){10, 2, NULL}, NULL, 1,
             (matrix){10, 3, NULL});
}

static void negative_gamma(const void *unused)
{
    (void)unused;
    arena a = {0};
    loss_new(&a, 0, &(loss_settings){.gamma = -1});
}

Test(losses, mistakes_of_the_caller_stop_the_program)
{
    static const struct {
        void (*call)(const void *);
        const char *said;
    } rows[] = {
        {wrong_gradient, "a gradient of 10 x 3 for logits of 10 x 2"},
        {negative_gamma, "gamma -1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(rows[i].call, NULL);
        cr_expect(o.status == 128 + SIGABRT && strstr(o.err, rows[i].said),
                  "status %d, said [%s], wanted [%s]", o.status, o.err, rows[i].said);
    }
}
