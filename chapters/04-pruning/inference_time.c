#include "inference_time.h"

#include <math.h>

#include "clock.h"

enum { PASSES = 7, MOST_IMAGES = 1024 };

/* The first `count` batches of a source, each with memory of its own. */
static batch *make_batches(arena *a, image_source *source, int at_once, int count)
{
    batch *batches = arena_alloc(a, (size_t)count, sizeof *batches);
    for (int n = 0; n < count; n++) {
        batches[n] = image_source_batch(source, source->in_order + n * at_once, at_once);
        if (batches[n].x.data == NULL)
            continue; /* lists and tiles hold all images */
        matrix x = matrix_new(a, batches[n].x.rows, at_once);
        matrix_copy(x, batches[n].x);
        batches[n].x = x;
    }
    return batches;
}

/* Different images one after another: of the same one again and again, the processor would
   learn by heart which way its branches go. */
static double one_pass(predictor *predict, void *model, const batch *batches, int count)
{
    double start = clock_seconds();
    for (int n = 0; n < count; n++)
        predict(model, &batches[n]);
    return clock_seconds() - start;
}

double inference_seconds(predictor *predict, void *model, image_source *source, int at_once)
{
    int images = source->images->count < MOST_IMAGES ? source->images->count : MOST_IMAGES;
    int count = images / at_once;
    if (count == 0)
        return NAN;
    arena memory = {0};
    const batch *batches = make_batches(&memory, source, at_once, count);
    double best = INFINITY;
    for (int pass = 0; pass < PASSES; pass++)
        best = fmin(best, one_pass(predict, model, batches, count));
    arena_free(&memory);
    return best / ((double)count * at_once);
}
