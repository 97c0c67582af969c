/*
 * The report's losses, as its formulas have them, and the wrapper that gives any loss its
 * faults. With p = softmax(logits), y the label, and every mean over all ten outputs:
 *
 *     report_focal   mean of -(1 - p[i])^2 log p[i]: of each output, whatever the label
 *     report_hinge   mean of max(0, 1 - onehot[i] p[i]) = (9 + 1 - p[y]) / 10: each wrong
 *                    class is a constant 1
 *
 * Their gradients are the true ones of these formulas, so that one sees what the formulas are
 * worth. The report's class weights are all 1, which makes its weighted cross-entropy plain
 * cross-entropy; its mean squared error is as good as any.
 */
#ifndef REPORT_LOSSES_H
#define REPORT_LOSSES_H

#include <stdbool.h>

#include "loss.h"
#include "training.h"

extern const loss report_focal, report_hinge;

/*
 * A loss as the report's program has it: the value is that of `printed`, the gradient goes
 * its own ways. Where these differ, the value is computed only in epochs that are counted; in
 * the others it is 0.
 */
typedef struct faulty_loss {
    loss base;
    const loss *printed;
    bool not_in_gradient; /* the gradient is softmax minus one-hot instead */
    const training *in;   /* whose epochs are counted or not */
    bool bare_softmax;    /* exp of the logits as they are */
    double factor;        /* of the gradient */
    matrix scratch;       /* classes x as many columns as a batch may have */
} faulty_loss;

/* Without any fault, and a factor of 1, the same bits as `printed`. */
faulty_loss faulty_loss_new(arena *a, const loss *printed, const training *in, int classes,
                            int capacity);

#endif
