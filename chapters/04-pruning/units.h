/*
 * Whole hidden units: pruning that leaves matrices, only smaller ones.
 *
 * A unit is a row of its layer's weights and a column of the next layer's. Both are masked, so
 * that what the unit says is heard by nobody; then network_shrunk leaves it out. This is for
 * networks of dense layers with relu between them.
 */
#ifndef UNITS_H
#define UNITS_H

#include "prune.h"

/*
 * Masks hidden units until `sparsity` of them, 0 .. 1, are pruned: those whose own weights have
 * the smallest mean score. `where` as for weights: of each hidden layer, or of all together.
 */
void masks_prune_units(masks *m, scores *s, const network *net, scope where,
                       double sparsity);

/* The hidden units of a network, and how many are pruned. */
int network_hidden_units(const network *net);
int units_pruned(const masks *m, const network *net);

/*
 * A network without the hidden units that change nothing, for batches of up to `capacity`
 * images: units that no later unit listens to, and units that listen to nothing. The latter
 * always say relu(bias), which times their outgoing weights is added to the biases of the next
 * layer. Its logits are those of `net`, up to the rounding of sums. A hidden layer keeps at
 * least one unit.
 */
network *network_shrunk(const network *net, int capacity);

#endif
