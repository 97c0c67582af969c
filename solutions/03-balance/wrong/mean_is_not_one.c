/* fails: by hand, all ten classes, missing classes
   diagnosis: mean-weight */
void balanced_weights(double weights[DATASET_CLASSES], const dataset *d)
{
    int images[DATASET_CLASSES] = {0};
    for (int j = 0; j < d->count; j++)
        images[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = images[c] > 0 ? 1.0 / images[c] : 0;
}
