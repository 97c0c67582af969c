/*
 * A pruned network's weights in a file, in one of three ways: safetensors with the
 * architecture in the metadata as in chapter 2, and how the weights are stored in "storage".
 *
 *     dense    layers.0.weight          every number, 4 bytes each
 *     csr      layers.0.weight.start    where each row's entries begin, 4 bytes a row and 4
 *              layers.0.weight.column   of each entry, 2 bytes
 *              layers.0.weight.value    of each entry, 4 bytes
 *     bitmap   layers.0.weight.bitmap   a bit for every number: stored or 0
 *              layers.0.weight.value    of each bit that is set, 4 bytes
 *
 * Entries are in the order of the matrix, row after row; bit b of byte n in a bitmap stands
 * for number 8 n + b. Biases, buffers and whatever else is not pruned are stored as they are. What is
 * read back is what was written, bit for bit.
 *
 * The positions and the values are written and read apart, so that values can be of another
 * kind: chapter 5 quantizes them.
 */
#ifndef SPARSE_FILE_H
#define SPARSE_FILE_H

#include "network.h"
#include "safetensors.h"

typedef enum storage { STORE_DENSE, STORE_CSR, STORE_BITMAP, STORAGES } storage;

extern const char *const storage_names[STORAGES]; /* "dense", "csr", "bitmap" */

/* Bytes of a weight's arrays in such a file, without the header. */
size_t storage_bytes(const parameter *p, storage how);

/* Whether a weight can be stored so: CSR has a largest number of columns. */
bool storage_fits(const parameter *p, storage how);

bool sparse_weights_save(const network *net, storage how, const char *path, error *e);

/*
 * Reads a file of any of the three kinds into a network of the same architecture. Refused, with
 * the reason: what chapter 2's weights_load refuses; an unknown storage; rows whose entries
 * begin before the last row's, or do not add up; a column that is not there, or not to the
 * right of the one before; a bitmap with bits beyond its end, or of another number than there
 * are values; NaN. When refused, the network is as it was.
 */
bool sparse_weights_load(network *net, const char *path, error *e);

/* Adds the positions of p's entries to a file. */
void positions_add(tensor_file *f, const parameter *p, storage how);

/* Reads them: place[k] (room for all of p's numbers) is where entry k belongs in p.value.data,
   *count how many there are. The values are the caller's to check and read. */
bool positions_read(const tensor_file *f, const parameter *p, storage how, size_t *place,
                    size_t *count, error *e);

#endif
