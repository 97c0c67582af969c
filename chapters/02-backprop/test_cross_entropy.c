#include "loss.h"

#include <omp.h>
#include <signal.h>

#include "test_networks.h"
#include "test_process.h"

static double value_of(matrix logits, const uint8_t *labels, double share, matrix gradient)
{
    return cross_entropy.value_and_gradient(&cross_entropy, logits, labels, share,
                                            gradient);
}

/* -log p[label] of a column, in double precision. */
static double formula(matrix logits, int column, int label)
{
    double sum = 0, at_label = (double)AT(logits, label, column);
    for (int i = 0; i < logits.rows; i++)
        sum += exp((double)AT(logits, i, column) - at_label);
    return log(sum);
}

Test(cross_entropy, value_and_gradient_are_the_formula)
{
    static const int widths[] = {0, 1, 2, 15, 16, 17, 64, 65, 300, 1030};
    rng r = rng_new(1, 0);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        arena memory = {0};
        int m = widths[w];
        dataset d = random_images(&memory, m, 1, 1, &r);
        matrix logits = random_matrix(&memory, 10, m, &r), kept = copy_of(&memory, logits);
        matrix gradient = matrix_new(&memory, 10, m), wanted = matrix_new(&memory, 10, m);
        double share = 0.3, found = value_of(logits, d.labels, share, gradient), sum = 0;
        for (int j = 0; j < m; j++) {
            sum += share * formula(logits, j, d.labels[j]);
            for (int i = 0; i < 10; i++)
                AT(wanted, i, j) =
                    (real)(share * (exp(-formula(logits, j, i)) - (i == d.labels[j])));
        }
        cr_expect(fabs(found - sum) <= 8 * real_epsilon() * sum,
                  "%d columns: %.9g, wanted %.9g", m, found, sum);
        double off = relative_distance(gradient, wanted);
        cr_expect(off < 4 * real_epsilon(), "%d columns: the gradient is off by %g", m,
                  off);
        cr_expect(same_bits(logits, kept), "%d columns: the logits have changed", m);
        arena_free(&memory);
    }
}

Test(cross_entropy, gradients_of_an_image_add_up_to_nothing)
{
    rng r = rng_new(2, 0);
    arena memory = {0};
    dataset d = random_images(&memory, 50, 1, 1, &r);
    matrix logits = random_matrix(&memory, 10, 50, &r);
    matrix gradient = matrix_new(&memory, 10, 50);
    value_of(logits, d.labels, 1, gradient);
    for (int j = 0; j < 50; j++) {
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (double)AT(gradient, i, j);
            cr_expect((AT(gradient, i, j) < 0) == (i == d.labels[j]),
                      "image %d: the gradient at %d is %g", j, i,
                      (double)AT(gradient, i, j));
        }
        cr_expect(fabs(sum) < 20 * real_epsilon(), "image %d: %g", j, sum);
    }
    arena_free(&memory);
}

Test(cross_entropy, is_log_10_when_nothing_is_known)
{
    real logits[30] = {0}, gradient[30];
    uint8_t labels[] = {0, 5, 9};
    double found =
        value_of((matrix){10, 3, logits}, labels, 1.0 / 3, (matrix){10, 3, gradient});
    cr_expect(fabs(found / log(10) - 1) < 4 * real_epsilon(), "%.9g, wanted %.9g", found,
              log(10));
}

/* One image each, of three classes: sure and right, sure and wrong, torn between two. */
Test(cross_entropy, survives_large_logits)
{
    real logits[] = {(real)1e4,  (real)1e4,  (real)1e4, //
                     0,          0,          (real)1e4, //
                     -(real)1e4, -(real)1e4, -(real)1e4};
    uint8_t labels[] = {0, 2, 1};
    static const double wanted_gradient[] = {0, 1, 0.5, 0, 0, -0.5, 0, -1, 0};
    static const double wanted[] = {0, 2e4, 0.69314718055994531};
    for (int j = 0; j < 3; j++) {
        real column[3], gradient[3];
        for (int i = 0; i < 3; i++)
            column[i] = logits[3 * i + j];
        double found =
            value_of((matrix){3, 1, column}, labels + j, 1, (matrix){3, 1, gradient});
        cr_expect(fabs(found - wanted[j]) <= 1e-3 * wanted[j],
                  "image %d: %.9g, wanted %.9g", j, found, wanted[j]);
        for (int i = 0; i < 3; i++)
            cr_expect((double)gradient[i] == wanted_gradient[3 * i + j],
                      "image %d: gradient at %d is %.9g, wanted %g", j, i,
                      (double)gradient[i], wanted_gradient[3 * i + j]);
    }
}

Test(cross_entropy, same_bits_with_any_number_of_threads)
{
    rng r = rng_new(3, 0);
    arena memory = {0};
    dataset d = random_images(&memory, 1000, 1, 1, &r);
    matrix logits = random_matrix(&memory, 10, 1000, &r), gradients[3];
    double values[3];
    for (int t = 0; t < 3; t++) {
        omp_set_num_threads(1 << t);
        gradients[t] = matrix_new(&memory, 10, 1000);
        values[t] = value_of(logits, d.labels, 1e-3, gradients[t]);
        cr_expect(values[t] == values[0], "%d threads: %.17g, then %.17g", 1 << t,
                  values[0], values[t]);
        cr_expect(same_bits(gradients[t], gradients[0]), "%d threads: gradient", 1 << t);
    }
    arena_free(&memory);
}

static void wrong_gradient(const void *unused)
{
    (void)unused;
    value_of((matrix){10, 2, NULL}, NULL, 1, (matrix){10, 3, NULL});
}

Test(cross_entropy, stops_at_shapes_that_do_not_fit)
{
    outcome o = outcome_of(wrong_gradient, NULL);
    cr_expect(o.status == 128 + SIGABRT &&
                  strstr(o.err, "probabilities 10 x 3 of logits 10 x 2"),
              "status %d, said [%s]", o.status, o.err);
}
