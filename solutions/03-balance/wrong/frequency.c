/* fails: by hand, all ten classes, missing classes
   diagnosis: upside-down */
void balanced_weights(double weights[DATASET_CLASSES], const dataset *d)
{
    int images[DATASET_CLASSES] = {0}, present = 0;
    for (int j = 0; j < d->count; j++)
        images[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        present += images[c] > 0;
    for (int c = 0; c < DATASET_CLASSES; c++)
        weights[c] = (double)images[c] * present / d->count;
}
