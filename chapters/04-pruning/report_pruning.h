/*
 * Pruning as the report does it: in every update, each weight of a matrix W whose size is not
 * above the p-th percentile of all sizes in W becomes 0,
 *
 *     w = 0   where |w| <= percentile(|W|, p)
 *
 * and then the step along the gradient is added. No mask is kept, so the weight starts to grow
 * again in the very same update. Call it from the training loop's before_step socket.
 */
#ifndef REPORT_PRUNING_H
#define REPORT_PRUNING_H

#include "layer.h"

/* For one matrix; scratch is room for twice its numbers. */
void report_prune(matrix w, double percent, real *scratch);

/* For each weight of a list of parameters, biases left alone; scratch as for the largest. */
void report_prune_all(parameter *parameters, int count, double percent, real *scratch);

#endif
