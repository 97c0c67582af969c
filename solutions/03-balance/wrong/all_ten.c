/* fails: by hand, missing classes, one image
   diagnosis: ten-classes */
void balanced_weights(double weights[DATASET_CLASSES], const dataset *d)
{
    int images[DATASET_CLASSES] = {0};
    for (int j = 0; j < d->count; j++)
        images[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = images[c] > 0 ? (double)d->count / DATASET_CLASSES / images[c] : 0;
}
