/*
 * Dynamic quantization: weights are bytes, and activations become bytes as they arrive, each
 * layer's by its own largest value for this very image.
 *
 * Nothing has to be calibrated, and nothing is ever clipped. The price: between the layers
 * stand floats, and each image's activations are searched for their maximum and converted,
 * before the integer products of the next layer can begin.
 */
#ifndef DYNAMIC_NETWORK_H
#define DYNAMIC_NETWORK_H

#include "integer_network.h"

typedef struct dynamic_network {
    integer_network *whole;        /* the products: biases are 0, multipliers not used */
    float *scales[INTEGER_LAYERS]; /* of each row of weights */
    float *biases[INTEGER_LAYERS];
    float *values; /* capacity x widest: a layer's outputs */
} dynamic_network;

/* The twin of a float network under fake quantization; as integer_network_of, but for what it
   knows of activations, which is not used. Free it with dynamic_network_free. */
dynamic_network *dynamic_network_of(const fake_quantization *f, int capacity);
void dynamic_network_free(dynamic_network *net); /* NULL is fine */

/* One image: what integer_forward is to an integer_network. In `slot` of the network's memory, 0 ..
   capacity-1. Returns the logits, which stay there. */
const float *dynamic_forward(dynamic_network *net, const uint8_t *image, int slot);

/* The network as a predictor: its model is the dynamic_network. */
predictor dynamic_predictor;

#endif
