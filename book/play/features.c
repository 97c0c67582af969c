/*
 * What the figure with the feature maps calls: chapter 6's third network, for one image at a time.
 * The page fills the list of weights and the pixels, calls features_read, and looks at logits and
 * at the first layer's outputs, in place.
 */
#include <string.h>

#include "cnn.h"
#include "forward.h"
#include "export.h"

static network *net;
static arena memory;
static matrix pixels, probabilities;

/* Numbers in weights and buffers: 0 .. parameters-1 are learned, what follows is remembered. */
EXPORT int features_new(void)
{
    net = cnn_new(BEST, 1);
    pixels = matrix_new(&memory, net->inputs, 1);
    probabilities = matrix_new(&memory, network_outputs(net), 1);
    return net->parameter_count + net->buffer_count;
}

static const parameter *array_at(int i)
{
    return i < net->parameter_count ? &net->parameters[i]
                                    : &net->buffers[i - net->parameter_count];
}

/* The name that array i has in a weight file, and where its numbers go. */
EXPORT const char *features_array_name(int i)
{
    return array_at(i)->name;
}

EXPORT real *features_array(int i)
{
    return array_at(i)->value.data;
}

/* 784 numbers from 0, paper, to 1, ink. */
EXPORT real *features_pixels(void)
{
    return pixels.data;
}

/* The ten logits of what is there now. */
EXPORT real *features_read(void)
{
    batch b = {.count = 1, .x = pixels};
    matrix logits = network_forward(net, &b, false);
    softmax(probabilities, logits);
    return logits.data;
}

EXPORT real *features_probabilities(void)
{
    return probabilities.data;
}

/* The sixteen channels after the first block, before pooling: 24 x 24 numbers each. */
EXPORT real *features_channels(void)
{
    int n = 0;
    while (net->layers[n].type != &leaky_relu_layer)
        n++;
    return net->outputs[n].data;
}
