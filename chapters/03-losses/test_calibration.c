#include "calibration.h"

#include "forward.h"
#include "test_files.h"
#include "test_networks.h"

/* Two images at 0.95 of which one is right, one at 0.5, right, one at 0.52, wrong, and one
   at 0.1, all its probabilities alike, right: the first class is taken. */
static const double sure[] = {0.95, 0.95, 0.5, 0.52, 0.1};
static const uint8_t labels[] = {3, 4, 3, 0, 0};

static calibration example(void)
{
    real numbers[50] = {0};
    matrix p = {10, 5, numbers};
    for (int j = 0; j < 4; j++) {
        AT(p, 3, j) = (real)sure[j];
        AT(p, 7, j) = (real)(1 - sure[j]);
    }
    AT(p, 7, 3) = (real)0.4;
    AT(p, 8, 3) = (real)0.08;
    AT(p, 7, 2) = (real)0.25;
    AT(p, 6, 2) = (real)0.25;
    for (int i = 0; i < 10; i++)
        AT(p, i, 4) = (real)0.1;
    calibration c = {0};
    calibration_add(&c, p, labels);
    return c;
}

static bool near(double found, double wanted)
{
    return fabs(found - wanted) <= 4 * real_epsilon();
}

Test(calibration, bins_by_hand)
{
    calibration c = example();
    static const struct {
        int bin, images, correct;
        double confidence;
    } wanted[] = {{14, 2, 1, 1.9}, {7, 2, 1, 1.02}, {1, 1, 1, 0.1}};
    int images = 0;
    for (int i = 0; i < 3; i++) {
        int b = wanted[i].bin;
        cr_expect(c.images[b] == wanted[i].images && c.correct[b] == wanted[i].correct &&
                      near(c.confidence[b], wanted[i].confidence),
                  "bin %d: %d of %d right, sure of %g", b, c.correct[b], c.images[b],
                  c.confidence[b]);
    }
    for (int b = 0; b < CALIBRATION_BINS; b++)
        images += c.images[b];
    cr_expect(images == 5, "%d images", images);
}

Test(calibration, figures_by_hand)
{
    calibration c = example();
    cr_expect(calibration_images(&c) == 5, "%d images", calibration_images(&c));
    cr_expect(near(calibration_accuracy(&c), 0.6), "%g", calibration_accuracy(&c));
    cr_expect(near(calibration_confidence(&c), 3.02 / 5), "%g", calibration_confidence(&c));
    /* (2 |0.5 - 0.95| + 2 |0.5 - 0.51| + 1 |1 - 0.1|) / 5 */
    cr_expect(near(calibration_error(&c), 0.364), "%g", calibration_error(&c));
    calibration none = {0};
    cr_expect(isnan(calibration_error(&none)) && isnan(calibration_accuracy(&none)),
              "of no images: %g", calibration_error(&none));
}

/* Close to an edge; and 1, or what rounding makes of it, belongs to the last. */
Test(calibration, edges)
{
    static const struct {
        double confidence;
        int bin;
    } rows[] = {{0.2 - 1e-6, 2}, {0.2 + 1e-6, 3}, {1, 14}, {1 + 1e-7, 14}, {0.0625, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        real numbers[10] = {(real)rows[i].confidence};
        calibration c = {0};
        calibration_add(&c, (matrix){10, 1, numbers}, (uint8_t[]){0});
        int bin = 0;
        while (bin < CALIBRATION_BINS - 1 && c.images[bin] == 0)
            bin++;
        cr_expect(bin == rows[i].bin, "%.9g: bin %d, wanted %d", rows[i].confidence, bin,
                  rows[i].bin);
    }
}

Test(calibration, what_is_not_a_number_shows)
{
    real numbers[10] = {NAN, NAN};
    calibration c = {0};
    calibration_add(&c, (matrix){10, 1, numbers}, (uint8_t[]){1});
    cr_expect(calibration_images(&c) == 1 && isnan(calibration_confidence(&c)) &&
                  isnan(calibration_error(&c)),
              "%d images, error %g", calibration_images(&c), calibration_error(&c));
}

/* If a share equal to the confidence is right, the error is only that of counting. */
Test(calibration, of_an_honest_model_is_small)
{
    enum { COUNT = 20000 };
    arena a = {0};
    rng r = rng_new(1, 0);
    matrix p = matrix_new(&a, 10, COUNT);
    uint8_t *truth = arena_alloc(&a, COUNT, 1);
    for (int j = 0; j < COUNT; j++) {
        double confidence = 0.5 + 0.5 * rng_uniform(&r);
        AT(p, 0, j) = (real)confidence;
        AT(p, 1, j) = (real)(1 - confidence);
        truth[j] = rng_uniform(&r) >= confidence;
    }
    calibration honest = {0}, boasting = {0};
    calibration_add(&honest, p, truth);
    for (int j = 0; j < COUNT; j++)
        AT(p, 0, j) = (1 + AT(p, 0, j)) / 2;
    calibration_add(&boasting, p, truth);
    cr_expect(calibration_error(&honest) < 0.02, "honest: %g", calibration_error(&honest));
    cr_expect(fabs(calibration_error(&boasting) - 0.125) < 0.02, "boasting: %g",
              calibration_error(&boasting));
    arena_free(&a);
}

/* A network's own, whatever the batches. */
Test(calibration, visits_every_image)
{
    enum { COUNT = 23 };
    arena a = {0};
    rng r = rng_new(2, 0);
    dataset d = random_images(&a, COUNT, 3, 3, &r);
    static const int capacities[] = {23, 7, 100};
    for (int n = 0; n < 3; n++) {
        network *net = network_of(9, (int[]){5, 0, 0}, capacities[n]);
        randomize(net, 4);
        image_source source = image_source_new(&a, &d, net, ANY_ORDER);
        matrix room = matrix_new(&a, 10, net->capacity);
        calibration c = calibration_measure(network_predictor, net, &source, room);
        evaluation e = evaluate_network(net, &source, &cross_entropy);
        cr_expect(calibration_images(&c) == COUNT, "%d at a time: %d images", capacities[n],
                  calibration_images(&c));
        cr_expect(near(calibration_accuracy(&c), evaluation_accuracy(&e)),
                  "%d at a time: accuracy %g, wanted %g", capacities[n],
                  calibration_accuracy(&c), evaluation_accuracy(&e));
        network_free(net);
    }
    arena_free(&a);
}

Test(calibration, table)
{
    scratch s = scratch_new();
    calibration c = example();
    error e;
    cr_assert(calibration_write(&c, s.directory, &e), "%s", e.text);
    FILE *stream = fopen(scratch_path(&s, "calibration.csv"), "r");
    cr_assert(stream != NULL, "no calibration.csv");
    char line[256], last[256] = "", first[256] = "";
    int lines = 0;
    while (fgets(line, sizeof line, stream) != NULL) {
        if (lines == 0)
            strcpy(first, line);
        strcpy(last, line);
        lines++;
    }
    fclose(stream);
    cr_expect(lines == 1 + CALIBRATION_BINS, "%d lines", lines);
    cr_expect(strcmp(first, "from,to,images,confidence,accuracy\n") == 0, "[%s]", first);
    double from, to, images, confidence, accuracy;
    cr_expect(sscanf(last, "%lf,%lf,%lf,%lf,%lf", &from, &to, &images, &confidence,
                     &accuracy) == 5 &&
                  near(from, 14.0 / 15) && to == 1 && images == 2 &&
                  near(confidence, 0.95) && accuracy == 0.5,
              "[%s]", last);
    scratch_free(&s);
    cr_expect(!calibration_write(&c, "/no/such/place", &e), "written to nowhere");
}
