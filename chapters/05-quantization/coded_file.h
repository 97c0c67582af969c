/*
 * The weights of a network in few bits, of whatever scheme, in a safetensors file. Biases are
 * F32 under their names, as in weights.h. For the weight NAME, rows x cols:
 *
 *     NAME             U8 rows x packed bytes: the codes (bit_packing.h)
 *     NAME.levels      F32: the codebook, or
 *     NAME.scale       F64, and
 *     NAME.zero_point  I32, one number for each row or one for all, and
 *     NAME.range       I32 2: lowest, highest
 *
 * The metadata has "architecture" and "format", "coded".
 */
#ifndef CODED_FILE_H
#define CODED_FILE_H

#include "weight_code.h"
#include "weights.h"

/* codes[i] and full[i] are the code and the full-precision values of parameter i, if it is one
   that decays: a weight. */
bool coded_save(const network *net, const weight_code *codes, const matrix *full,
                const char *path, error *e);

/* Reads such a file into a network of the same architecture: the weights become what their
   codes stand for. Refused, with the reason, as weights_load does; then nothing changes. */
bool coded_load(network *net, const char *path, error *e);

#endif
