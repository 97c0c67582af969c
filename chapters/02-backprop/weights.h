/*
 * A network's parameters and buffers in a safetensors file, under PyTorch's names and in its
 * layouts: layers.0.weight is outputs x inputs, layers.0.bias has outputs numbers; the number is the
 * layer's place in the list. The metadata's "architecture" says what the layers are, those
 * that learn with their outputs: "784 dense 128 relu dense 64 relu dense 10".
 */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "network.h"
#include "safetensors.h"

enum { ARCHITECTURE_SIZE = 1024 };

/* Writes the architecture into text[ARCHITECTURE_SIZE]. */
void network_architecture(const network *net, char *text);

/* What a file keeps: all parameters, then all buffers. */
int weights_count(const network *net);
const parameter *weights_at(const network *net, int i);

/* Writes all of them to `path`, as 32-bit floats; or in half precision, rounded. */
bool weights_save(const network *net, const char *path, error *e);
bool weights_save_half(const network *net, const char *path, error *e);

/*
 * Reads all of them from `path`, of either precision. Refused, with the reason: a file of another
 * architecture, a missing tensor or one too many, another shape or type, NaN or infinity.
 * When refused, the network is as it was.
 */
bool weights_load(network *net, const char *path, error *e);

/* Two of its checks, for files that store some of the parameters in other ways: whether a file
   is of the network's architecture, and whether it has a parameter, as it should be. */
bool weights_check_architecture(const network *net, const tensor_file *file, error *e);
bool weights_check_tensor(const tensor_file *file, const parameter *p, error *e);
/* And the numbers of a tensor that was checked. */
void weights_read_tensor(real *numbers, const tensor *t);

#endif
