#include "naive_grid.h"

#include <tgmath.h>

#include "forward.h"

void naive_quantize(real *v, size_t count, const naive_settings *s, real limit)
{
    const real steps = (real)((1 << s->bits) - 1) / limit; /* on one side, a unit of v */
    const bool rounded = s->rounded;
#pragma omp parallel for if (count > PARALLEL_SIZE)
    for (size_t i = 0; i < count; i++) {
        real clipped = v[i] < -limit ? -limit : v[i] > limit ? limit : v[i];
        real whole = rounded ? rint(clipped * steps) : trunc(clipped * steps);
        v[i] = whole / steps;
    }
}

/* Sixteen numbers side by side, each compared with the largest in its own place: one result for all
   would have to wait for each comparison before the next. */
static real largest(const real *v, size_t count)
{
    enum { PLACES = 16 };
    real of[PLACES] = {0}, result = 0;
    size_t rest = count - count % PLACES;
#pragma omp parallel for reduction(max : of) if (count > PARALLEL_SIZE)
    for (size_t i = 0; i < rest; i += PLACES)
        for (size_t k = 0; k < PLACES; k++)
            of[k] = fabs(v[i + k]) > of[k] ? fabs(v[i + k]) : of[k];
    for (size_t k = 0; k < PLACES; k++)
        result = fmax(result, of[k]);
    for (size_t i = rest; i < count; i++)
        result = fmax(result, fabs(v[i]));
    return result;
}

static long count_beyond(const real *v, size_t count, real limit)
{
    long result = 0;
#pragma omp parallel for reduction(+ : result) if (count > PARALLEL_SIZE)
    for (size_t i = 0; i < count; i++)
        result += fabs(v[i]) > limit;
    return result;
}

/* Where the grid for a weight matrix or a gradient ends. */
static real limit_of(matrix m, const naive_settings *s)
{
    real end = s->calibrated ? largest(m.data, matrix_size(m)) : 1;
    return end > 0 ? end : 1;
}

/* --- activations --------------------------------------------------------------------- */

typedef struct naive_relu {
    naive_grid *grid;
    real limit; /* where its grid ends */
} naive_relu;

static void naive_relu_forward(layer *l, matrix x, matrix y, bool learning)
{
    naive_relu *own = l->state;
    naive_grid *g = own->grid;
    size_t size = matrix_size(y);
    relu(y, x);
    if (learning && g->settings.calibrated)
        own->limit = fmax(own->limit, largest(y.data, size));
    real limit = own->limit > 0 ? own->limit : 1;
    if (learning) {
        g->counts.activations += count_beyond(y.data, size, 0);
        g->counts.clipped += count_beyond(y.data, size, limit);
    }
    naive_quantize(y.data, size, &g->settings, limit);
}

static void naive_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y; /* rounded: what was clipped shows in x only */
    const naive_relu *own = l->state;
    const real end = own->grid->settings.masked ? own->limit : INFINITY;
    size_t size = matrix_size(x);
    if (dx.data == NULL)
        return;
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (size_t i = 0; i < size; i++)
        dx.data[i] = x.data[i] > 0 && x.data[i] <= end ? dy.data[i] : 0;
}

static const layer_type naive_relu_layer = {
    .name = "relu", /* in a weight file it is one */
    .forward = naive_relu_forward,
    .backward = naive_relu_backward,
};

static void replace_relus(naive_grid *g)
{
    for (int n = 0; n < g->net->layer_count; n++) {
        layer *l = &g->net->layers[n];
        if (l->type != &relu_layer)
            continue;
        naive_relu *own = arena_alloc(&g->net->memory, 1, sizeof *own);
        *own = (naive_relu){.grid = g, .limit = g->settings.calibrated ? 0 : 1};
        l->type = &naive_relu_layer;
        l->state = own;
    }
}

/* --- weights and gradients ----------------------------------------------------------- */

static bool is_weight(const parameter *p)
{
    return p->decays; /* biases and the like do not */
}

void naive_grid_round(naive_grid *g)
{
    for (int i = 0; g->settings.weights && i < g->net->parameter_count; i++) {
        parameter *p = &g->net->parameters[i];
        if (!is_weight(p))
            continue;
        matrix_copy(g->kept[i], p->value);
        naive_quantize(p->value.data, matrix_size(p->value), &g->settings,
                       limit_of(p->value, &g->settings));
    }
}

void naive_grid_restore(naive_grid *g)
{
    for (int i = 0; i < g->net->parameter_count; i++) {
        parameter *p = &g->net->parameters[i];
        size_t size = matrix_size(p->gradient);
        if (g->settings.weights && is_weight(p))
            matrix_copy(p->value, g->kept[i]);
        if (!g->settings.gradients)
            continue;
        long before = count_beyond(p->gradient.data, size, 0);
        naive_quantize(p->gradient.data, size, &g->settings,
                       limit_of(p->gradient, &g->settings));
        g->counts.gradients += before;
        g->counts.vanished += before - count_beyond(p->gradient.data, size, 0);
    }
}

static void before_step(training *t)
{
    naive_grid_restore(t->context);
}

static void after_step(training *t)
{
    naive_grid_round(t->context);
}

void naive_grid_attach(naive_grid *g, const naive_settings *s, training *t)
{
    network *net = t->net;
    *g = (naive_grid){.settings = *s, .net = net};
    g->kept = arena_alloc(&net->memory, (size_t)net->parameter_count, sizeof *g->kept);
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        if (is_weight(&net->parameters[i]))
            g->kept[i] = matrix_new(&net->memory, value.rows, value.cols);
    }
    if (s->activations)
        replace_relus(g);
    t->before_step = before_step;
    t->after_step = after_step;
    t->context = g;
    naive_grid_round(g);
}
