/*
 * Losses to choose from, each with the gradient that belongs to it.
 *
 * For one image with logits z, C classes, label y, p = softmax(z), q = 1 - p[y] and
 * d = p - onehot(y), these are the value L and the gradient dL/dz, both multiplied by `share`:
 *
 *     cross-entropy   L = -log p[y]                                       dL/dz = d
 *         F.cross_entropy(z, y)
 *
 *     weighted        L = -w[y] log p[y]                                  dL/dz = w[y] d
 *         F.cross_entropy(z, y, weight=w, reduction="sum")
 *
 *     smoothing       L = -sum over i of t[i] log p[i],                   dL/dz = p - t
 *                     t = (1-s) onehot(y) + s/C
 *         F.cross_entropy(z, y, label_smoothing=s)     (Szegedy and others 2016)
 *
 *     mse             L = 1/C sum over i of d[i]^2        dL/dz[k] = 2/C p[k] (d[k] - d.p),
 *                                                         d.p = sum over i of d[i] p[i]
 *         F.mse_loss(softmax(z, 1), onehot(y))
 *
 *     hinge           L = 1/C sum over i != y of max(0, 1 - z[y] + z[i])
 *                     dL/dz[i] = 1/C for each such i with 1 - z[y] + z[i] > 0, else 0;
 *                     dL/dz[y] = -(their sum)
 *         F.multi_margin_loss(z, y)                    (Weston and Watkins 1999)
 *
 *     focal           L = -w[y] q^g log p[y]
 *                     dL/dz = w[y] q^g (1 + g p[y] (-log p[y]) / q) d
 *         not in PyTorch's core for softmax            (Lin and others 2017; w is their alpha)
 *
 * The means of PyTorch's default are share = 1/m. With weights its mean is another: it
 * divides by the sum of the weights of the images in the batch. Here a weight is a weight:
 * an image counts the same in whatever company, in a batch that is worked through in parts
 * too. Weights whose mean over the training images is 1 leave the loss on its scale.
 *
 * All are finite for logits of +-1e4, and what is not a number stays so, to be noticed. At the
 * hinge's kink, 1 - z[y] + z[i] = 0, any slope from 0 to 1/C is a subgradient; this takes 0, as
 * PyTorch does. Where q is small, focal has -log p[y] from q, not from p[y], which is rounded
 * to 1; its factor (-log p[y]) / q goes to 1 as q goes to 0.
 *
 * Adding a loss touches losses.c alone: a function for a block of columns, and its line in the
 * table at the end.
 */
#ifndef LOSSES_H
#define LOSSES_H

#include "dataset.h"
#include "loss.h"

typedef struct loss_settings {
    double gamma;          /* focal: >= 0; 0 is weighted cross-entropy */
    double smoothing;      /* smoothing: what is given to all classes alike, 0 to 1 */
    const double *weights; /* weighted, focal: one for each class, >= 0; NULL: all are 1 */
} loss_settings;

/* How many there are: kinds are numbered 0 .. loss_kinds-1. */
extern const int loss_kinds;

/* The kind of a name, the value of --`option`; any other word ends the program with a
   sentence that lists them. */
int loss_choose(const char *option, const char *name);

/* A loss of that kind, in the arena; its name is in it. Settings of other kinds are ignored. */
const loss *loss_new(arena *a, int kind, const loss_settings *s);

/*
 * weights[c] = n / (k n_c) for the n images of a data set, of which n_c are of class c, and k
 * classes that have any: each class then counts the same in the sum, and the mean over the
 * images is 1. 0 for a class without images.
 */
void balanced_weights(double weights[DATASET_CLASSES], const dataset *d);

#endif
