/*
 * The logarithm of a sum of exponentials: a maximum with soft edges.
 */
#ifndef LOG_SUM_EXP_H
#define LOG_SUM_EXP_H

#include "matrix.h"

/*
 * out[j] = log of the sum over i of exp(z[i][j]), for each column j of the logits z
 * (rows x m). Neither overflows nor takes the logarithm of 0: logits of any size are fine.
 * -INFINITY is a logit that does not count, and a column of nothing else gives -INFINITY.
 * z has at least one row.
 */
void log_sum_exp(real *out, matrix z);

#endif
