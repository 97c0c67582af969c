/* fails: memory
   diagnosis: leak */
#include <stdlib.h>

void balanced_weights(double weights[DATASET_CLASSES], const dataset *d)
{
    int *images = calloc(DATASET_CLASSES, sizeof *images), present = 0;
    for (int j = 0; j < d->count; j++)
        images[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        present += images[c] > 0;
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = images[c] > 0 ? (double)d->count / present / images[c] : 0;
}
