/*
 * An integer network in a safetensors file. For the layer at place n of the network (0, 2, 4 ...;
 * the relus between them are clippings, and have nothing to store):
 *
 *     layers.n.weight      I8 rows x cols; with fewer bits than 8, U8 rows x packed bytes
 *                          (bit_packing.h), two's complement
 *     layers.n.weight.bitmap, layers.n.weight.value
 *                          in its place, where that is smaller: which weights are not 0
 *                          (sparse_file.h), and those, packed, U8
 *     layers.n.bias        I32 rows
 *     layers.n.multiplier  I32 rows
 *     layers.n.shift       U8 rows
 *     layers.n.output      I32 3: zero point, lowest, highest
 *
 * The metadata has "architecture", as in weights.h; "format", "integer"; "bits", of each layer's
 * weights, like "8 8 8"; and "logit_scale", the real value of 1 in a logit.
 */
#ifndef INTEGER_FILE_H
#define INTEGER_FILE_H

#include "integer_network.h"

bool integer_save(const integer_network *net, const char *path, error *e);

/*
 * The network in a file, for batches of up to `capacity` images. NULL if it is refused, with the
 * reason: another format, an architecture that cannot be read, a tensor that is missing, of
 * another type or shape, or one too many; numbers that would lead out of the kernel's range.
 */
integer_network *integer_load(const char *path, int capacity, error *e);

#endif
