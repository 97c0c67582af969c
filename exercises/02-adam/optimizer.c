#include "optimizer.h"

#include <tgmath.h>

const char *const optimizer_names[OPTIMIZER_KINDS] = {"gd", "momentum", "nesterov", "adam"};

optimizer optimizer_new(arena *a, optimizer_kind kind, parameter *parameters, int count)
{
    optimizer o = {.kind = kind,
                   .momentum = 0.9,
                   .second_moment = 0.999,
                   .epsilon = 1e-8,
                   .parameters = parameters,
                   .parameter_count = count};
    o.velocity = arena_alloc(a, (size_t)count, sizeof *o.velocity);
    o.square = arena_alloc(a, (size_t)count, sizeof *o.square);
    for (int i = 0; i < count; i++) {
        matrix value = parameters[i].value;
        if (kind != GD)
            o.velocity[i] = matrix_new(a, value.rows, value.cols);
        if (kind == ADAM)
            o.square[i] = matrix_new(a, value.rows, value.cols);
    }
    return o;
}

void optimizer_forget(optimizer *o)
{
    o->steps = 0;
    for (int i = 0; i < o->parameter_count; i++) {
        matrix_fill(o->velocity[i], 0);
        matrix_fill(o->square[i], 0);
    }
}

static void gd_step(real *w, const real *g, size_t n, real rate, real decay)
{
#pragma omp parallel for if (n > PARALLEL_SIZE)
    for (size_t i = 0; i < n; i++)
        w[i] -= rate * (g[i] + decay * w[i]);
}

/*
 * A velocity that no gradient feeds any more shrinks until it is a subnormal number, below
 * 1e-38, where arithmetic is a hundred times slower and never quite reaches 0. Long before
 * that it makes no difference to a weight.
 */
static inline real without_dust(real x)
{
    return fabs(x) < (real)1e-30 ? 0 : x;
}

static void momentum_step(real *w, const real *g, real *v, size_t n, real rate, real decay,
                          real mu, bool nesterov)
{
    /* This is exercise 02-momentum. */
}

static void adam_step(const optimizer *o, int p, real rate, real decay)
{
    /* Your code here. */
}

void optimizer_step(optimizer *o, double rate)
{
    o->steps++;
    for (int p = 0; p < o->parameter_count; p++) {
        parameter *learned = &o->parameters[p];
        real *w = learned->value.data, *g = learned->gradient.data;
        size_t n = matrix_size(learned->value);
        real decay = learned->decays ? (real)o->decay : 0;
        if (o->kind == GD)
            gd_step(w, g, n, (real)rate, decay);
        else if (o->kind == ADAM)
            adam_step(o, p, (real)rate, decay);
        else
            momentum_step(w, g, o->velocity[p].data, n, (real)rate, decay,
                          (real)o->momentum, o->kind == NESTEROV);
    }
}
