/* For tests: a small network that has learned a little, and quantizers for it. */
#ifndef TEST_QUANTIZED_H
#define TEST_QUANTIZED_H

#include "fake_quantization.h"
#include "test_networks.h"

typedef struct lesson {
    dataset train, test;
    network *net;
    image_source source, test_source;
    training training;
    progress quiet;
} lesson;

/* 784-10-10 or 784-10-9-10, a few steps into the bundled digits. */
static inline void lesson_new(lesson *l, int second_layer)
{
    enum { IMAGES = 320, CAPACITY = 64 };
    dataset all;
    *l = (lesson){0};
    error e;
    cr_assert(dataset_read_pair(&all, &l->test, BUNDLED_DIGITS, &e), "%s", e.text);
    l->train = all;
    dataset few = dataset_slice(&all, 0, IMAGES);
    l->net = network_of(784, (int[]){10, second_layer, 0}, CAPACITY);
    rng r = rng_new(3, 0);
    network_initialize(l->net, INIT_HE, &r);
    dataset *kept = arena_alloc(&l->net->memory, 2, sizeof *kept);
    kept[0] = few;
    kept[1] = l->test;
    l->source = image_source_new(&l->net->memory, &kept[0], l->net, ANY_ORDER);
    l->test_source = image_source_new(&l->net->memory, &kept[1], l->net, IN_ORDER);
    l->training = training_new(l->net, &l->source, &cross_entropy, 32, NESTEROV);
    training_schedule(&l->training, CONSTANT, 0.05, 3);
    progress_begin(&l->quiet, "lesson", IMAGES, true);
    for (int epoch = 0; epoch < 3; epoch++)
        training_epoch(&l->training, NULL, &l->quiet);
}

static inline void lesson_free(lesson *l)
{
    network_free(l->net);
    dataset_free(&l->train);
    dataset_free(&l->test);
}

static inline fake_settings settings_of(scheme s, int bits, bool per_channel)
{
    return (fake_settings){.weights = {s, bits, per_channel, {MIN_MAX, 100}},
                           .activation_bits = 8,
                           .activations = {MIN_MAX, 100}};
}

#endif
