#include "fake_quantization.h"

#include <string.h>

#include "forward.h"

/* --- activations --------------------------------------------------------------------- */

static void fake_relu_forward(layer *l, matrix x, matrix y, bool learning)
{
    (void)learning;
    relu(y, x);
    fake_quantize(l->state, y.data, y.data, matrix_size(y));
}

static void fake_relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
}

static const layer_type fake_relu_layer = {
    .name = "relu", /* in a weight file it is one */
    .forward = fake_relu_forward,
    .backward = fake_relu_backward,
};

/* samples[n] = what layer n, a relu, puts out for the first `images` of a source. */
static void sample_activations(real **samples, arena *a, network *net, image_source *source,
                               int images)
{
    for (int n = 0; n < net->layer_count; n++)
        if (net->layers[n].type == &relu_layer)
            samples[n] = arena_alloc(a, (size_t)net->layers[n].outputs * (size_t)images,
                                     sizeof *samples[n]);
    for (int first = 0; first < images; first += net->capacity) {
        int left = images - first;
        batch b = image_source_batch(source, source->in_order + first,
                                     left < net->capacity ? left : net->capacity);
        network_forward(net, &b, false);
        for (int n = 0; n < net->layer_count; n++) {
            size_t outputs = (size_t)net->layers[n].outputs;
            if (samples[n] != NULL)
                memcpy(samples[n] + (size_t)first * outputs, net->outputs[n].data,
                       (size_t)b.count * outputs * sizeof(real));
        }
    }
}

static void replace_relus(fake_quantization *f, const fake_settings *s,
                          image_source *source, int images)
{
    arena memory = {0};
    real *samples[NETWORK_LAYERS] = {NULL};
    sample_activations(samples, &memory, f->net, source, images);
    for (int n = 0; n < f->net->layer_count; n++) {
        layer *l = &f->net->layers[n];
        if (l->type != &relu_layer)
            continue;
        size_t size = (size_t)l->outputs * (size_t)images;
        real *scratch = arena_alloc(&memory, size, sizeof *scratch);
        f->outputs[n] = calibrate_quantizer(ASYMMETRIC, s->activation_bits, &s->activations,
                                            samples[n], size, scratch);
        l->type = &fake_relu_layer;
        l->state = &f->outputs[n];
    }
    arena_free(&memory);
}

/* --- weights ------------------------------------------------------------------------- */

static bool is_weight(const parameter *p)
{
    return p->decays; /* biases and the like do not */
}

void fake_quantization_round(fake_quantization *f)
{
    for (int i = 0; i < f->net->parameter_count; i++) {
        parameter *p = &f->net->parameters[i];
        if (!is_weight(p))
            continue;
        matrix_copy(f->kept[i], p->value);
        weight_code_round(&f->codes[i], p->value, f->kept[i]);
    }
}

/* The straight-through gradient of row i of a parameter: 0 for what lies beyond the ends. */
static void mask_clipped(const quantizer *q, parameter *p, int i)
{
    /* Your code here. */
}

void fake_quantization_restore(fake_quantization *f)
{
    for (int i = 0; i < f->net->parameter_count; i++) {
        parameter *p = &f->net->parameters[i];
        if (!is_weight(p))
            continue;
        matrix_copy(p->value, f->kept[i]);
        for (int row = 0; f->codes[i].quantizers != NULL && row < p->value.rows; row++)
            mask_clipped(weight_code_row(&f->codes[i], row), p, row);
    }
}

void fake_quantization_begin(fake_quantization *f, const fake_settings *s, network *net,
                             image_source *source, int images)
{
    arena *memory = &net->memory;
    size_t parameters = (size_t)net->parameter_count;
    *f = (fake_quantization){.net = net};
    f->codes = arena_alloc(memory, parameters, sizeof *f->codes);
    f->kept = arena_alloc(memory, parameters, sizeof *f->kept);
    f->outputs = arena_alloc(memory, (size_t)net->layer_count, sizeof *f->outputs);
    if (s->activation_bits > 0)
        replace_relus(f, s, source, images);
    for (int i = 0; i < net->parameter_count; i++) {
        parameter *p = &net->parameters[i];
        if (!is_weight(p))
            continue;
        f->kept[i] = matrix_new(memory, p->value.rows, p->value.cols);
        f->codes[i] = weight_code_new(memory, &s->weights, p->value);
    }
    fake_quantization_round(f);
}

void fake_quantization_end(fake_quantization *f)
{
    for (int i = 0; i < f->net->parameter_count; i++)
        if (is_weight(&f->net->parameters[i]))
            matrix_copy(f->net->parameters[i].value, f->kept[i]);
    for (int n = 0; n < f->net->layer_count; n++)
        if (f->net->layers[n].type == &fake_relu_layer)
            f->net->layers[n].type = &relu_layer;
}

static void before_step(training *t)
{
    fake_quantization_restore(t->context);
}

static void after_step(training *t)
{
    fake_quantization_round(t->context);
}

void fake_quantization_attach(fake_quantization *f, training *t)
{
    t->before_step = before_step;
    t->after_step = after_step;
    t->context = f;
}
