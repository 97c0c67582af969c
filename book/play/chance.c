/*
 * Chapter 1's network before it has learned anything: the one that 01-forward --seed N draws.
 */
#include "export.h"
#include "forward.h"
#include "mlp.h"

enum { PIXELS = 784, HIDDEN = 10, CLASSES = 10 };

static arena memory;
static mlp net;
static matrix pixels, hidden, probabilities;

EXPORT void chance_new(int seed)
{
    arena_free(&memory);
    rng r = rng_new((uint64_t)seed, 0);
    net = mlp_new(&memory, PIXELS, HIDDEN, CLASSES, &r);
    pixels = matrix_new(&memory, PIXELS, 1);
    hidden = matrix_new(&memory, HIDDEN, 1);
    probabilities = matrix_new(&memory, CLASSES, 1);
}

/* 784 numbers from 0, paper, to 1, ink. */
EXPORT real *chance_pixels(void)
{
    return pixels.data;
}

EXPORT real *chance_read(void)
{
    mlp_forward(&net, pixels, hidden, probabilities);
    return probabilities.data;
}

/* The hidden layer's outputs of the last image, and the ten templates, 784 numbers each. */
EXPORT real *chance_hidden(void)
{
    return hidden.data;
}

EXPORT real *chance_templates(void)
{
    return net.w1.data;
}
