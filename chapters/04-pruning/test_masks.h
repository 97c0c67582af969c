/* For tests: a small network in training, with masks. */
#ifndef TEST_MASKS_H
#define TEST_MASKS_H

#include "pruner.h"
#include "test_networks.h"

typedef struct bench {
    network *net;
    dataset images;
    image_source source;
    training t;
    rng shuffler;
} bench;

/* A network 64-12-9-10 and 40 images of 8 x 8, to be trained in batches of 10. Not to be
   copied: the training points into it. */
static inline void bench_new(bench *b, optimizer_kind how)
{
    rng r = rng_new(2, 0);
    b->net = network_of(64, (int[]){12, 9, 0}, 10);
    randomize(b->net, 3);
    b->images = random_images(&b->net->memory, 40, 8, 8, &r);
    b->source = image_source_new(&b->net->memory, &b->images, b->net, ANY_ORDER);
    b->t = training_new(b->net, &b->source, &cross_entropy, 10, how);
    b->shuffler = rng_new(4, 1);
    b->t.shuffler = &b->shuffler;
}

static inline void bench_train(bench *b, int epochs, double rate)
{
    training_schedule(&b->t, CONSTANT, rate, epochs);
    progress p;
    progress_begin(&p, "epoch", b->images.count, true);
    for (int i = 0; i < epochs; i++)
        training_epoch(&b->t, NULL, &p);
}

static inline void bench_free(bench *b)
{
    network_free(b->net);
}

/* Numbers that are exactly 0. */
static inline size_t zeros_of(matrix m)
{
    size_t zeros = 0;
    for (size_t k = 0; k < matrix_size(m); k++)
        zeros += m.data[k] == 0;
    return zeros;
}

/* A parameter of a convolution: 6 x 4 x 3 x 3. */
static inline parameter convolution(arena *a, rng *r)
{
    return (parameter){.name = "layers.0.weight",
                       .value = random_matrix(a, 6, 36, r),
                       .gradient = matrix_new(a, 6, 36),
                       .rank = 4,
                       .shape = {6, 4, 3, 3},
                       .decays = true,
                       .fan_in = 36};
}

#endif
