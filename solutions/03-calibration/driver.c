/* The bins of the calibration error, after one or two batches, and the error itself. */
#include "driver.h"
#include "calibration.h"

static void add_batch(arena *a, calibration *c, const char *probabilities,
                      const char *labels)
{
    size_t count;
    uint8_t *bytes = case_bytes(a, labels, &count);
    calibration_add(c, case_matrix(a, probabilities), bytes);
}

void run_case(arena *a)
{
    calibration *c = arena_alloc(a, 1, sizeof *c);
    add_batch(a, c, "probabilities", "labels");
    if (case_has("more"))
        add_batch(a, c, "more", "more_labels");
    double images[CALIBRATION_BINS], correct[CALIBRATION_BINS];
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        images[b] = c->images[b];
        correct[b] = c->correct[b];
    }
    answer_numbers("images", images, CALIBRATION_BINS);
    answer_numbers("correct", correct, CALIBRATION_BINS);
    answer_numbers("confidence", c->confidence, CALIBRATION_BINS);
    answer_number("error", calibration_error(c));
}
