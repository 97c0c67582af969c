/*
 * From a data set to the batches that a network reads: lists of ink where its first layer
 * can take them, unpacked columns otherwise. All memory is taken when it is made.
 */
#ifndef IMAGE_SOURCE_H
#define IMAGE_SOURCE_H

#include "network.h"

typedef struct image_source {
    const dataset *images; /* must outlive the source */
    sparse_images sparse;  /* for a network that reads lists */
    matrix x;              /* pixels x capacity, for one that does not */
    int *in_order;         /* 0, 1, 2, ...: the images as they come */
    uint8_t *labels;       /* of the last batch; capacity of them */
} image_source;

/* A source of batches for `net`, of at most net->capacity images. */
image_source image_source_new(arena *a, const dataset *images, const network *net);

/* The images which[0 .. count-1] as a batch; good until the next call. */
batch image_source_batch(image_source *s, const int *which, int count);

#endif
