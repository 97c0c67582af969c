/*
 * A network of whole numbers: made from a float network and its quantizers, or read from a
 * file (integer_file.h).
 *
 * The images' own bytes are its input: a pixel's value is its byte times 1/255, with zero
 * point 0, exactly. The float network is a list of dense layers with a relu after each but
 * the last.
 */
#ifndef INTEGER_NETWORK_H
#define INTEGER_NETWORK_H

#include "evaluation.h"
#include "fake_quantization.h"
#include "integer_kernel.h"

enum { INTEGER_LAYERS = 32 };

typedef struct integer_network {
    arena memory;
    int inputs, layer_count;
    integer_layer layers[INTEGER_LAYERS];
    double logit_scale; /* the real value of 1 in a logit */

    int capacity;    /* images that there is room for at once */
    int widest;      /* the largest number of outputs of a layer */
    uint8_t *pixels; /* capacity x inputs */
    uint8_t *bytes;  /* capacity x 2 x widest */
    int32_t *sums;   /* capacity x widest */
    matrix logits;   /* outputs x capacity */
} integer_network;

/* A network without layers; free it with integer_network_free. */
integer_network *integer_network_new(int inputs);
void integer_network_free(integer_network *net); /* NULL is fine */

/* Appends a layer whose weights are rows x cols, all zeros, with room for what belongs to it. */
integer_layer *integer_network_add(integer_network *net, const integer_layer_type *type,
                                   int outputs, int rows, int cols);

/* Takes the memory for batches of up to `capacity` images. */
void integer_network_prepare(integer_network *net, int capacity);

/*
 * The whole-number twin of a float network under fake quantization. Its weight codes must be
 * symmetric (of a scheme symmetric or q-format), its relus quantized. The weights in full
 * precision are coded, so `f` may hold rounded ones at the moment or not, but must not have been
 * trained on since. A row of weights so small that its bias would not fit gets a larger scale.
 */
integer_network *integer_network_of(const fake_quantization *f, int capacity);

/* multiplier / 2^shift is nearest to m >= 0; a number too small for it becomes 0. */
void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift);

/* Whether no number can leave its range, whatever the image: what the kernel relies on. */
bool integer_network_check(const integer_network *net, error *e);

/* Numbers multiplied for one image, and how many of them with a weight that is not 0. */
size_t integer_network_products(const integer_network *net);
size_t integer_network_products_not_0(const integer_network *net);

/* The bytes of a batch's pixels, image after image: pixels is b->count x inputs. */
void batch_bytes(uint8_t *pixels, const batch *b, int inputs);

/* The network as a predictor: its model is the integer_network. */
predictor integer_predictor;

#endif
