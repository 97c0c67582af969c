#include "inference_time.h"

#include <math.h>

#include "clock.h"

enum { PASSES = 7, MOST_IMAGES = 1024 };

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

double inference_seconds(predictor *predict, void *model, image_source *source, int at_once)
{
    int images = source->images->count < MOST_IMAGES ? source->images->count : MOST_IMAGES;
    int batches = images / at_once;
    if (batches == 0)
        return NAN;
    double best = INFINITY;
    for (int pass = 0; pass < PASSES; pass++)
        best = fmin(best, one_pass(predict, model, source, at_once, batches));
    return best;
}
