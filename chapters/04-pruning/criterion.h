/*
 * Which weights matter least? A criterion gives every weight a score, and those with the
 * smallest scores are pruned.
 *
 *     magnitude   |w|
 *     random      a random number: the control, which any other has to beat
 *     gradient    the mean over batches of (w dL/dw)^2
 *
 * To set w to 0 changes the loss by about -w dL/dw, to first order. At the end of training
 * these changes nearly cancel in the mean over all images, while each batch by itself is moved
 * by them; so they are squared batch by batch (Molchanov, Mallya, Tyree, Frosio and Kautz
 * 2019). With a single batch it is the square of SNIP's |w dL/dw| (Lee, Ajanthan and Torr
 * 2019), in the same order.
 */
#ifndef CRITERION_H
#define CRITERION_H

#include "loss.h"
#include "image_source.h"
#include "mask.h"

typedef enum criterion { MAGNITUDE, RANDOM, GRADIENT, CRITERIA } criterion;

extern const char *const criterion_names[CRITERIA]; /* "magnitude", "random", "gradient" */

/* A score for each weight of some masks, and room to order them. */
typedef struct scores {
    matrix *of;    /* of each parameter, in its shape; without data where it has no mask */
    real *scratch; /* for as many numbers as there are weights */
} scores;

scores scores_new(arena *a, const masks *m);

void score_magnitude(scores *s, const masks *m);
void score_random(scores *s, const masks *m, rng *r);

/* With the gradients of the loss on the first `images` images of a source, net->capacity at a
   time; net is the network whose parameters have the masks. Overwrites their gradients. */
void score_gradient(scores *s, const masks *m, network *net, image_source *source,
                    const loss *l, int images);

#endif
