/*
 * The report's faults, each with a name, so that one at a time can be turned off or on.
 *
 * A mode of the study is a set of them: "published" has all, "corrected" none, and a name
 * such as "published-without-one-bias-gradient+mask-not-kept" or "corrected-with-truncation"
 * says what was changed. Names are read and written here; what a fault does stands where the
 * part that it spoils is chosen (cell_run.c).
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "error.h"

typedef enum fault {
    LOSS_NOT_IN_GRADIENT, /* softmax minus one-hot goes back, whatever loss is printed */
    LOSS_FORMULAS,     /* focal of all ten outputs, hinge of a 0/1 one-hot, weights of 1 */
    BARE_SOFTMAX,      /* exp of the logits as they are */
    MEAN_OF_ALL,       /* 1/42,000 in a gradient of 41,000 images */
    ONE_BIAS_GRADIENT, /* summed over units as well as images */
    MASK_NOT_KEPT,     /* pruned weights take part in the next step */
    FIXED_SCALE,       /* 255 steps from 0 to 1 and nothing beyond, whatever is stored */
    TRUNCATION,        /* towards 0, not to the nearest step */
    CLIPPING_IGNORED,  /* gradients flow back through what was clipped */
    QUANTIZED_GRADIENTS, /* the same grid for the gradients, and again in the update */
    DIAGONAL_CONFUSION,  /* a confusion matrix of the right answers alone */
    NO_TEST_SET,         /* the development set has the last word */
    FAULTS
} fault;

typedef unsigned fault_set; /* bit f: fault f */

enum { ALL_FAULTS = (1 << FAULTS) - 1, NO_FAULTS = 0, MODE_SIZE = 400 };

extern const char *const fault_names[FAULTS]; /* "loss-not-in-gradient", ... */

static inline bool has_fault(fault_set set, fault f)
{
    return (set >> f & 1) != 0;
}

/* Writes the name of a set into mode[MODE_SIZE]: by what differs from the nearer of all and
   none. */
void mode_name(char *mode, fault_set set);

/* Reads such a name. Another word is refused, and the words that there are listed. */
bool mode_parse(fault_set *set, const char *mode, error *e);

/* Reads names with commas or plus signs between them. */
bool faults_parse(fault_set *set, const char *names, error *e);

#endif
