/*
 * The hinge loss of Crammer and Singer (2001): only the largest offender pays.
 *
 * For one image with logits z and label y, let o be the class other than y with the largest logit
 * (of equal ones the first). Then
 *
 *     L = max(0, 1 - z[y] + z[o])
 *
 *     dL/dz[o] = 1 and dL/dz[y] = -1 where 1 - z[y] + z[o] > 0; all else is 0
 *
 * both multiplied by `share`. A logit that is not a number makes L not a number.
 */
#ifndef OFFENDER_H
#define OFFENDER_H

#include "loss.h"

extern const loss offender;

#endif
