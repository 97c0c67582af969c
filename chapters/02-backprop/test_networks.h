/* For tests: small networks, and images made up for them. */
#ifndef TEST_NETWORKS_H
#define TEST_NETWORKS_H

#include "network.h"
#include "test_numbers.h"

enum { TEST_HIDDEN = 3 }; /* hidden layers at most */

/* Dense layers of hidden[0], hidden[1], ... units up to the first 0, then one of 10. */
static inline network *network_of(int inputs, const int hidden[TEST_HIDDEN], int capacity)
{
    network *net = network_new(inputs, capacity);
    for (int i = 0; i < TEST_HIDDEN && hidden[i] > 0; i++) {
        network_add_dense(net, hidden[i]);
        network_add_relu(net);
    }
    network_add_dense(net, DATASET_CLASSES);
    return net;
}

/* Everything, biases too, uniform in [-0.5, 0.5). */
static inline void randomize(network *net, uint64_t seed)
{
    rng r = rng_new(seed, 0);
    network_initialize(net, INIT_REPORT, &r);
}

/* Random images of which four pixels in five are paper, with random labels. */
static inline dataset random_images(arena *a, int count, int height, int width, rng *r)
{
    size_t size = (size_t)count * (size_t)(height * width);
    dataset d = {.count = count, .height = height, .width = width};
    d.pixels = arena_alloc(a, size, 1);
    d.labels = arena_alloc(a, (size_t)count, 1);
    for (size_t i = 0; i < size; i++)
        d.pixels[i] = rng_below(r, 5) == 0 ? (uint8_t)(1 + rng_below(r, 255)) : 0;
    for (int j = 0; j < count; j++)
        d.labels[j] = (uint8_t)rng_below(r, DATASET_CLASSES);
    return d;
}

/* Whether two networks of one architecture have the same values, bit for bit. */
static inline bool same_weights(const network *a, const network *b)
{
    for (int i = 0; i < a->parameter_count; i++)
        if (!same_bits(a->parameters[i].value, b->parameters[i].value))
            return false;
    return a->parameter_count == b->parameter_count;
}

#endif
