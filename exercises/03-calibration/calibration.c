#include "calibration.h"

#include <math.h>

#include "forward.h"
#include "table_file.h"

enum { BINS = CALIBRATION_BINS };

/* The last bin takes 1, what rounding makes of it, and what is not a number. */
static int bin_of(double confidence)
{
    /* Your code here. */
    return 0;
}

void calibration_add(calibration *c, matrix probabilities, const uint8_t *labels)
{
    /* Your code here. */
}

calibration calibration_measure(predictor *predict, void *model, image_source *source,
                                matrix scratch)
{
    calibration c = {0};
    for (int first = 0; first < source->images->count; first += scratch.cols) {
        int left = source->images->count - first;
        int count = left < scratch.cols ? left : scratch.cols;
        batch b = image_source_batch(source, source->in_order + first, count);
        matrix probabilities = matrix_narrow(scratch, count);
        softmax(probabilities, predict(model, &b));
        calibration_add(&c, probabilities, b.labels);
    }
    return c;
}

int calibration_images(const calibration *c)
{
    int sum = 0;
    for (int b = 0; b < BINS; b++)
        sum += c->images[b];
    return sum;
}

double calibration_accuracy(const calibration *c)
{
    int sum = 0;
    for (int b = 0; b < BINS; b++)
        sum += c->correct[b];
    return (double)sum / calibration_images(c);
}

double calibration_confidence(const calibration *c)
{
    double sum = 0;
    for (int b = 0; b < BINS; b++)
        sum += c->confidence[b];
    return sum / calibration_images(c);
}

double calibration_error(const calibration *c)
{
    /* Your code here. */
    return 0;
}

bool calibration_write(const calibration *c, const char *directory, error *e)
{
    enum { COLUMNS = 5 };
    double rows[BINS][COLUMNS];
    for (int b = 0; b < BINS; b++) {
        int images = c->images[b];
        rows[b][0] = (double)b / BINS;
        rows[b][1] = (double)(b + 1) / BINS;
        rows[b][2] = images;
        rows[b][3] = images > 0 ? c->confidence[b] / images : NAN;
        rows[b][4] = images > 0 ? (double)c->correct[b] / images : NAN;
    }
    table_file table = {0};
    bool done = table_open(&table, directory, "calibration.csv",
                           "from,to,images,confidence,accuracy", e) &&
                table_rows(&table, rows[0], BINS, e);
    table_free(&table);
    return done;
}
