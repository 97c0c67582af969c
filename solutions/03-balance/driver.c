/* The weights of the classes, from the labels of a data set alone. */
#include "driver.h"
#include "losses.h"

void run_case(arena *a)
{
    size_t count;
    const double *given = case_numbers(a, "labels", &count);
    dataset d = {.count = (int)count, .labels = arena_alloc(a, count, 1)};
    for (size_t j = 0; j < count; j++)
        d.labels[j] = (uint8_t)given[j];
    double weights[DATASET_CLASSES];
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = -1; /* every class is to be written, those without images too */
    balanced_weights(weights, &d);
    answer_numbers("weights", weights, DATASET_CLASSES);
}
