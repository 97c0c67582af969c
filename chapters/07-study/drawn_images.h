/*
 * Images drawn by chance: which ones a cell trains on, and which it is developed with.
 *
 * The report had 42,000 images, shuffled them and kept the last 1,000 as its development set.
 * MNIST has 60,000 for training. So each seed draws its own 42,000, in an order of its own;
 * what else it decides are the first weights. Two cells of one seed see the same images.
 */
#ifndef DRAWN_IMAGES_H
#define DRAWN_IMAGES_H

#include "arena.h"
#include "dataset.h"
#include "random.h"

enum { REPORT_IMAGES = 42000, REPORT_DEVELOPMENT = 1000 };

/* `count` different images of d, in the order in which they were drawn. */
dataset images_drawn(arena *a, const dataset *d, int count, rng *r);

/* How many of `count` images are for development: the report's 1,000, or a fifth of few. */
int development_images(int count);

/* A number that other images, labels or another order would change (CRC-32). */
unsigned long images_fingerprint(const dataset *d);

#endif
