#include "evaluation.h"

#include "test_networks.h"

/* Logits whose largest is at `guess`. */
static void set_guess(matrix logits, int column, int guess)
{
    for (int i = 0; i < logits.rows; i++)
        AT(logits, i, column) = i == guess ? -1 : -2 - (real)i;
}

/* Of class 0, three: two right, one taken for 1; of class 1, one, right; of class 2, one,
   taken for 0; of class 3 none, and one taken for it, which is a 1. */
static evaluation example(void)
{
    static const uint8_t labels[] = {0, 0, 0, 1, 2, 1};
    static const int guesses[] = {0, 1, 0, 1, 0, 3};
    arena memory = {0};
    matrix logits = matrix_new(&memory, 10, 6);
    for (int j = 0; j < 6; j++)
        set_guess(logits, j, guesses[j]);
    evaluation e = {0};
    matrix first = matrix_new(&memory, 10, 2), rest = matrix_new(&memory, 10, 4);
    for (int j = 0; j < 6; j++)
        set_guess(j < 2 ? first : rest, j < 2 ? j : j - 2, guesses[j]);
    evaluation_add(&e, first, labels, 3); /* in two batches */
    evaluation_add(&e, rest, labels + 2, 6);
    arena_free(&memory);
    return e;
}

static bool same(double found, double wanted)
{
    return isnan(wanted) ? isnan(found) : fabs(found - wanted) <= 1e-15 * wanted;
}

Test(evaluation, confusion_by_hand)
{
    evaluation e = example();
    int wanted[10][10] = {[0] = {2, 1}, [1] = {0, 1, 0, 1}, [2] = {1}};
    for (int truth = 0; truth < 10; truth++)
        for (int guess = 0; guess < 10; guess++)
            cr_expect(e.confusion[truth][guess] == wanted[truth][guess],
                      "%d taken for %d: %d times, wanted %d", truth, guess,
                      e.confusion[truth][guess], wanted[truth][guess]);
}

Test(evaluation, figures_by_hand)
{
    evaluation e = example();
    cr_expect(e.count == 6 && evaluation_correct(&e) == 3, "%d of %d",
              evaluation_correct(&e), e.count);
    cr_expect(same(evaluation_accuracy(&e), 0.5), "accuracy %g", evaluation_accuracy(&e));
    cr_expect(same(evaluation_loss(&e), 1.5), "loss %g", evaluation_loss(&e));
    static const struct {
        int class;
        double precision, recall, f1;
    } rows[] = {
        {0, 2.0 / 3, 2.0 / 3, 2.0 / 3},
        {1, 0.5, 0.5, 0.5},
        {2, NAN, 0, 0},
        {3, 0, NAN, 0},
        {4, NAN, NAN, NAN},
        {9, NAN, NAN, NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int c = rows[i].class;
        cr_expect(same(evaluation_precision(&e, c), rows[i].precision),
                  "precision of %d: %g", c, evaluation_precision(&e, c));
        cr_expect(same(evaluation_recall(&e, c), rows[i].recall), "recall of %d: %g", c,
                  evaluation_recall(&e, c));
        cr_expect(same(evaluation_f1(&e, c), rows[i].f1), "F1 of %d: %g", c,
                  evaluation_f1(&e, c));
    }
}

/* F1 is the harmonic mean of precision and recall, where both are known. */
Test(evaluation, f1_is_a_harmonic_mean)
{
    rng r = rng_new(1, 0);
    evaluation e = {0};
    for (int t = 0; t < 10; t++)
        for (int g = 0; g < 10; g++)
            e.confusion[t][g] = 1 + (int)rng_below(&r, 50);
    for (int c = 0; c < 10; c++) {
        double p = evaluation_precision(&e, c), q = evaluation_recall(&e, c);
        cr_expect(fabs(evaluation_f1(&e, c) - 2 * p * q / (p + q)) < 1e-14, "class %d: %g",
                  c, evaluation_f1(&e, c));
    }
}

Test(evaluation, nothing_is_known_of_no_images)
{
    evaluation e = {0};
    cr_expect(isnan(evaluation_accuracy(&e)) && isnan(evaluation_loss(&e)), "%g, %g",
              evaluation_accuracy(&e), evaluation_loss(&e));
}

/* A model that takes each image for the digit of its first pixel / 20. */
static matrix by_first_pixel(void *model, const batch *b)
{
    matrix logits = matrix_narrow(*(matrix *)model, b->count);
    for (int j = 0; j < b->count; j++)
        set_guess(logits, j, (int)((double)AT(b->x, 0, j) * 255 / 20));
    return logits;
}

Test(evaluation, takes_any_model_and_visits_every_image)
{
    enum { COUNT = 23 };
    arena memory = {0};
    rng r = rng_new(2, 0);
    dataset d = random_images(&memory, COUNT, 2, 2, &r);
    int wanted[10][10] = {0};
    for (int j = 0; j < COUNT; j++) {
        int guess = (int)rng_below(&r, 10);
        d.pixels[4 * j] = (uint8_t)(20 * guess + 10);
        wanted[d.labels[j]][guess]++;
    }
    for (int capacity = 1; capacity <= 24; capacity += 7 + (capacity == 22)) {
        network *net = network_new(4, capacity); /* that reads unpacked images */
        network_add_relu(net);
        image_source source = image_source_new(&memory, &d, net, ANY_ORDER);
        matrix logits = matrix_new(&memory, 10, capacity);
        matrix gradient = matrix_new(&memory, 10, capacity);
        evaluation e = evaluate(by_first_pixel, &logits, &source, &cross_entropy, gradient);
        cr_expect(memcmp(e.confusion, wanted, sizeof wanted) == 0,
                  "%d at a time: another confusion matrix", capacity);
        cr_expect(e.count == COUNT, "%d at a time: %d images", capacity, e.count);
        int guesses[COUNT];
        predict_all(guesses, by_first_pixel, &logits, &source, capacity);
        for (int j = 0; j < COUNT; j++)
            cr_expect(guesses[j] == d.pixels[4 * j] / 20, "%d at a time: image %d, %d, %d",
                      capacity, j, guesses[j], d.pixels[4 * j] / 20);
        network_free(net);
    }
    arena_free(&memory);
}

Test(evaluation, of_a_network_is_its_mean_loss)
{
    arena memory = {0};
    rng r = rng_new(3, 0);
    dataset d = random_images(&memory, 23, 3, 3, &r);
    static const int capacities[] = {23, 7, 100};
    double losses[3];
    for (int n = 0; n < 3; n++) {
        network *net = network_of(9, (int[]){5, 0, 0}, capacities[n]);
        randomize(net, 4);
        image_source source = image_source_new(&memory, &d, net, ANY_ORDER);
        evaluation e = evaluate_network(net, &source, &cross_entropy);
        losses[n] = evaluation_loss(&e);
        int guesses[23], correct = 0;
        predict_all(guesses, network_predictor, net, &source, net->capacity);
        for (int j = 0; j < 23; j++)
            correct += guesses[j] == d.labels[j];
        cr_expect(correct == evaluation_correct(&e), "%d guesses are right, of %d", correct,
                  evaluation_correct(&e));
        if (capacities[n] >= 23) {
            batch all = image_source_batch(&source, source.in_order, 23);
            matrix logits = network_forward(net, &all, false);
            double mean =
                cross_entropy.value_and_gradient(&cross_entropy, logits, all.labels,
                                                 1.0 / 23, network_logit_gradient(net, 23));
            cr_expect(fabs(mean / losses[n] - 1) < 1e-6, "%g, wanted %g", losses[n], mean);
        }
        cr_expect(fabs(losses[n] / losses[0] - 1) < 1e-6, "capacity %d: %g, then %g",
                  capacities[n], losses[0], losses[n]);
        network_free(net);
    }
    arena_free(&memory);
}
