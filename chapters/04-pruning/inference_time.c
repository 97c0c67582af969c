#include "inference_time.h"

#include <math.h>
#include <stdlib.h>

#include "clock.h"

enum { PASSES = 11, MOST_BATCHES = 200 };

/* Different images one after another: of the same one again and again, the processor would
   learn by heart which way its branches go. */
static double one_pass(predictor *predict, void *model, image_source *source, int at_once,
                       int batches)
{
    double seconds = 0;
    for (int n = 0; n < batches; n++) {
        batch b = image_source_batch(source, source->in_order + n * at_once, at_once);
        double start = clock_seconds();
        predict(model, &b);
        seconds += clock_seconds() - start;
    }
    return seconds / ((double)batches * at_once);
}

static int compare(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

double inference_seconds(predictor *predict, void *model, image_source *source, int at_once)
{
    int batches = source->images->count / at_once;
    if (batches == 0)
        return NAN;
    if (batches > MOST_BATCHES)
        batches = MOST_BATCHES;
    double seconds[PASSES];
    for (int pass = 0; pass < PASSES; pass++)
        seconds[pass] = one_pass(predict, model, source, at_once, batches);
    qsort(seconds, PASSES, sizeof *seconds, compare);
    return seconds[PASSES / 2];
}
