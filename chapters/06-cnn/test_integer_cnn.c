/* Whole numbers against their simulation, bit by bit, and against the float network. */
#include "integer_cnn.h"

#include "cnn.h"
#include "fold.h"
#include "integer_network.h"
#include "test_networks.h"
#include "test_size.h"

enum { IMAGES = 40, CAPACITY = 16 };

/* A network as if it had been trained, folded, on random images. */
typedef struct subject {
    arena memory;
    dataset images;
    network *folded;
    image_source source;
    integer_cnn *whole;
} subject;

static void subject_new(subject *s, cnn_kind kind)
{
    *s = (subject){0};
    rng r = rng_new(kind + 1, 0);
    s->images = random_images(&s->memory, IMAGES, CNN_SIDE, CNN_SIDE, &r);
    network *net = cnn_new(kind, CAPACITY);
    network_initialize(net, INIT_HE, &r);
    for (int i = 0; i < net->parameter_count; i++)
        if (net->parameters[i].rank == 1)
            for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++)
                net->parameters[i].value.data[k] += (real)(rng_uniform(&r) - 0.5);
    s->folded = fold_network(net, (volume){1, CNN_SIDE, CNN_SIDE}, CAPACITY);
    network_free(net);
    s->source = image_source_new(&s->memory, &s->images, s->folded, IN_ORDER);
    s->whole = integer_cnn_new(s->folded, &s->source, IMAGES);
}

static void subject_free(subject *s)
{
    integer_cnn_free(s->whole);
    network_free(s->folded);
    arena_free(&s->memory);
}

Test(integer_cnn, is_its_simulation_bit_by_bit)
{
    for (cnn_kind kind = 0; kind < CNN_KINDS; kind++) {
        subject s;
        subject_new(&s, kind);
        size_t widest = (size_t)s.whole->widest;
        uint8_t *bytes = arena_alloc(&s.memory, widest, 1);
        int32_t *sums = arena_alloc(&s.memory, widest, sizeof *sums);
        const int images = test_size(IMAGES, 5);
        for (int n = 0; n < images; n++) {
            double logits[10];
            const uint8_t *image = s.images.pixels + n * CNN_SIDE * CNN_SIDE;
            integer_cnn_forward(s.whole, image, bytes, sums);
            integer_cnn_simulate(s.whole, image, logits);
            for (int i = 0; i < 10; i++)
                cr_expect(sums[i] == logits[i],
                          "%s, image %d: logit %d is %d, wanted %.17g", cnn_names[kind], n,
                          i, sums[i], logits[i]);
        }
        subject_free(&s);
    }
}

/* Eight bits are fine enough for the logits to be nearly those of the float network. */
Test(integer_cnn, is_near_the_float_network)
{
    for (cnn_kind kind = 0; kind < CNN_KINDS; kind++) {
        subject s;
        subject_new(&s, kind);
        batch b = image_source_batch(&s.source, s.source.in_order, CAPACITY);
        matrix logits = copy_of(&s.memory, network_forward(s.folded, &b, false));
        double off = relative_distance(integer_cnn_predictor(s.whole, &b), logits);
        cr_expect(off < 0.04, "%s: the logits are off by %g", cnn_names[kind], off);
        subject_free(&s);
    }
}

/* One channel, by hand: a window that reads padding, a leak, a pool. */
Test(integer_cnn, a_step_by_hand)
{
    static const int taps[] = {-1, 0, 0, 1, 1, 2, 2, 3}; /* of four pixels, two each */
    int8_t weight[] = {2, -1};
    int32_t bias[] = {-10}, multiplier[] = {1}, y[4];
    uint8_t shift[] = {1};
    integer_step s = {.channels = 1,
                      .height = 2,
                      .width = 2,
                      .taps_each = 2,
                      .taps = taps,
                      .weight = weight,
                      .bias = bias,
                      .multiplier = multiplier,
                      .shift = shift,
                      .input_zero = 7,
                      .output_zero = 20,
                      .highest = 255,
                      .leak = 3};
    static const uint8_t x[] = {100, 3, 50, 9};
    /* Sums 14-100-10, 200-3-10, 6-50-10, 100-9-10: halved, or divided by 16 below 0. */
    static const int32_t wanted[] = {14, 114, 17, 61};
    integer_step_forward(&s, x, y);
    for (int i = 0; i < 4; i++)
        cr_expect(y[i] == wanted[i], "output %d is %d, wanted %d", i, y[i], wanted[i]);
    s.pool = true;
    integer_step_forward(&s, x, y);
    cr_expect(y[0] == 114 && integer_step_outputs(&s) == 1, "the largest is %d", y[0]);
}
