/*
 * Training sets spoiled on purpose: rare digits, wrong labels. Both change the data set that they
 * are given and no other, so that one may hand them a slice.
 */
#ifndef SPOIL_H
#define SPOIL_H

#include "dataset.h"
#include "random.h"

/*
 * Makes the odd digits rare: keeps a share of the images of each, rounded up and chosen at
 * random. The even ones all stay, and the order does. The images move together at the front of
 * the data set's memory, and d->count becomes smaller.
 */
void spoil_balance(dataset *d, double share, rng *r);

/* Gives a share of the images, rounded to the nearest and chosen at random, one of the other
   nine labels, each equally likely. Returns how many. */
int spoil_labels(dataset *d, double share, rng *r);

#endif
