/*
 * From a data set to the batches that a network reads: lists or tiles of ink where its first
 * layer can take them, unpacked columns otherwise. All memory is taken when it is made.
 */
#ifndef IMAGE_SOURCE_H
#define IMAGE_SOURCE_H

#include "network.h"

/* Whether batches will be stretches of the data set as it is, each beginning at a multiple of
   the network's capacity; such stretches of an order that the source may choose; or any choice
   of images. */
typedef enum image_order { IN_ORDER, ALIKE_TOGETHER, ANY_ORDER } image_order;

/* Fills x (pixels x m) with the images which[0 .. m-1], changed as it sees fit, each for itself
   and by chance: the same images in the same epoch give the same x. */
typedef void image_changer(void *settings, matrix x, const dataset *images,
                           const int *which, int epoch);

typedef struct image_source {
    const dataset *images; /* must outlive the source */
    sparse_images lists;   /* for a network that reads lists */
    image_tiles tiles;     /* or tiles */
    matrix x;              /* pixels x capacity, for one that reads neither */
    int *in_order;   /* the images as they come: 0, 1, 2, ..., or as the source chose */
    int *place;      /* with tiles: in_order[place[i]] = i */
    uint8_t *labels; /* of the last batch; capacity of them */
    image_changer *change; /* NULL: images as they are; else x is what it makes of them */
    void *settings;        /* its own */
    int epoch;             /* for `change`: passes that were finished before */
} image_source;

/* A source of batches for `net`, of at most net->capacity images. */
image_source image_source_new(arena *a, const dataset *images, const network *net,
                              image_order order);

/* The images which[0 .. count-1] as a batch; good until the next call. */
batch image_source_batch(image_source *s, const int *which, int count);

#endif
