/*
 * Training: the one loop that all chapters use.
 *
 * An epoch is one pass over the training images. Each step takes a batch of them, computes
 * the gradient of the mean loss, and lets the optimizer use it. A batch larger than the
 * network's capacity is worked through in parts whose gradients add up: how the 41,000
 * images of full-batch gradient descent fit into the memory of one part.
 *
 * Three sockets let later chapters join in: before the forward pass, before the optimizer's
 * step, when all gradients are there, and after it.
 */
#ifndef TRAINING_H
#define TRAINING_H

#include "evaluation.h"
#include "optimizer.h"
#include "progress.h"
#include "schedule.h"

typedef struct training training;
struct training {
    network *net;
    image_source *source;
    const loss *loss;
    optimizer optimizer;
    schedule schedule;
    int batch_size; /* images a step; the last of an epoch may be smaller */
    long step;      /* taken so far */
    long first;     /* of the steps that the schedule is for */
    int *order;     /* the images in the order of this epoch */
    rng *shuffler;  /* NULL: keep the images as they come */
    bool counted;   /* whether the last epoch's losses, or this one's, are looked at */

    void (*before_forward)(training *t); /* NULL: nothing */
    void (*before_step)(training *t);    /* NULL: nothing */
    void (*after_step)(training *t);     /* NULL: nothing */
    void *context;                       /* theirs */
    bool (*stop)(void); /* whether to stop before the next step; NULL: never */
};

/*
 * Prepares training with batches of `batch_size` images (0: all of them), to be filled in
 * further (optimizer settings, shuffler, sockets) and given a schedule before the first epoch.
 * Memory comes from the network's arena.
 */
training training_new(network *net, image_source *source, const loss *l, int batch_size,
                      optimizer_kind how);

/* The next `epochs` epochs follow this schedule, and the optimizer forgets what was before. */
void training_schedule(training *t, schedule_kind pace, double rate, int epochs);

/* The learning rate of the last step. */
double training_rate(const training *t);

/* Steps in one epoch. */
long training_epoch_steps(const training *t);

/*
 * One epoch; false if it was stopped before its end. Counts into `seen` (unless NULL) what the
 * network said of each training image at the moment it was trained on it: a running figure, not
 * one of the network at the end.
 */
bool training_epoch(training *t, evaluation *seen, progress *p);

#endif
