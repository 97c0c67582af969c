/*
 * A network is a list of layers: what one writes, the next reads.
 *
 * All its memory is taken when it is built, for batches of up to `capacity` images; nothing
 * is allocated while it trains. The last layer's outputs are the logits, 10 x m; softmax
 * belongs to the loss.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "layer.h"
#include "random.h"

enum { NETWORK_LAYERS = 64, NETWORK_PARAMETERS = 128, NETWORK_BUFFERS = 64 };

/* m images as a network reads them: unpacked into columns, or as lists or tiles of ink. */
typedef struct batch {
    int count;             /* m */
    const uint8_t *labels; /* m */
    matrix x;              /* inputs x m; data is NULL when `sparse` is to be read */
    sparse_batch sparse;
} batch;

typedef struct network {
    arena memory;
    int inputs, capacity;
    int layer_count, parameter_count;
    layer layers[NETWORK_LAYERS];
    parameter parameters[NETWORK_PARAMETERS];
    int buffer_count;
    parameter buffers[NETWORK_BUFFERS]; /* see network_add_buffer */
    matrix outputs[NETWORK_LAYERS];     /* y of each layer, outputs x capacity */
    matrix gradients[NETWORK_LAYERS];   /* dy of each layer, outputs x capacity */
} network;

/* A network without layers, for `inputs` numbers an image. Free it with network_free. */
network *network_new(int inputs, int capacity);
void network_free(network *net); /* NULL is fine */

/* Append a layer to the end. */
void network_add_dense(network *net, int outputs);
void network_add_relu(network *net);

/* The general form: a layer of any type, and parameters for the layer added last. */
layer *network_add(network *net, const layer_type *type, int outputs);
parameter *network_add_parameter(network *net, const char *name, int rows, int cols);

/* A layer that writes its outputs over its inputs, and dx over dy: for a type whose forward may
   work in place and whose backward needs no x, above a layer whose backward needs no y. */
layer *network_add_in_place(network *net, const layer_type *type);

/* An array (rows x 1) of the layer added last that is kept in weight files but not learned, as
   the running statistics of batch normalization: a parameter without a gradient, in a list of
   its own, so that whoever walks the parameters does not meet it. */
parameter *network_add_buffer(network *net, const char *name, int rows);

/* Rows of the last layer's output. */
int network_outputs(const network *net);

/* How many numbers there are to learn. */
size_t network_parameter_count(const network *net);

/* Whether the first layer can read lists of ink instead of unpacked images, and whether tiles
   are better still, if the images are taken as they come. */
bool network_reads_sparse(const network *net);
bool network_prefers_tiles(const network *net);

/* How the first weights are drawn; biases start at 0, but for the report's. */
typedef enum initialization {
    INIT_HE,     /* normal, variance 2 / fan-in (He, Zhang, Ren and Sun 2015) */
    INIT_REPORT, /* everything uniform in [-0.5, 0.5), as the report does */
} initialization;
void network_initialize(network *net, initialization how, rng *r);

/* The logits of a batch (outputs x m); good until the next forward pass. */
matrix network_forward(network *net, const batch *b, bool training);

/* Where the gradient with respect to the logits is to be put (outputs x m). */
matrix network_logit_gradient(network *net, int count);

/* Carries it back through all layers, adding to every parameter's gradient. The batch must
   be the one of the last forward pass. */
void network_backward(network *net, const batch *b);

void network_zero_gradients(network *net);

#endif
