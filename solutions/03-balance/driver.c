/* The weights of the classes, from the labels of a data set alone. */
#include "driver.h"
#include "losses.h"

void run_case(arena *a)
{
    size_t count;
    uint8_t *labels = case_bytes(a, "labels", &count);
    dataset d = {.count = (int)count, .labels = labels};
    double weights[DATASET_CLASSES];
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = -1; /* every class is to be written, those without images too */
    balanced_weights(weights, &d);
    answer_numbers("weights", weights, DATASET_CLASSES);
}
