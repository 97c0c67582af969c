#include "dynamic_network.h"

#include <math.h>
#include <stdlib.h>

#include "error.h"

static void take_layer(dynamic_network *net, int n, const weight_code *code, matrix w,
                       matrix b)
{
    arena *a = &net->whole->memory;
    integer_layer *l =
        integer_network_add(net->whole, &integer_dense, w.rows, w.rows, w.cols);
    net->scales[n] = arena_alloc(a, (size_t)w.rows, sizeof *net->scales[n]);
    net->biases[n] = arena_alloc(a, (size_t)w.rows, sizeof *net->biases[n]);
    for (int i = 0; i < w.rows; i++) {
        const quantizer *q = weight_code_row(code, i);
        CHECK(q->zero_point == 0 && q->highest <= INT8_MAX,
              "weights up to %d with zero point %d", q->highest, q->zero_point);
        net->scales[n][i] = (float)q->scale;
        net->biases[n][i] = (float)b.data[i];
        for (int k = 0; k < w.cols; k++)
            l->weight[(size_t)i * (size_t)w.cols + (size_t)k] =
                (int8_t)quantize(q, (double)AT(w, i, k));
    }
}

dynamic_network *dynamic_network_of(const fake_quantization *f, int capacity)
{
    dynamic_network *net = calloc(1, sizeof *net);
    if (net == NULL)
        fail("out of memory: a network needs %zu bytes", sizeof *net);
    net->whole = integer_network_new(f->net->inputs);
    for (int i = 0; i < f->net->parameter_count; i += DENSE_PARAMETERS)
        take_layer(net, i / DENSE_PARAMETERS, &f->codes[i + DENSE_WEIGHT],
                   f->kept[i + DENSE_WEIGHT], f->net->parameters[i + DENSE_BIAS].value);
    integer_network_prepare(net->whole, capacity);
    net->values =
        arena_alloc(&net->whole->memory, (size_t)capacity * (size_t)net->whole->widest,
                    sizeof *net->values);
    return net;
}

void dynamic_network_free(dynamic_network *net)
{
    if (net == NULL)
        return;
    integer_network_free(net->whole);
    free(net);
}

/* v becomes bytes of a scale of its own, which is returned. */
static float to_bytes(uint8_t *bytes, const float *v, int count)
{
    float largest = 0;
    for (int i = 0; i < count; i++)
        largest = v[i] > largest ? v[i] : largest;
    float scale = largest > 0 ? largest / 255 : 1, inverse = 1 / scale;
    for (int i = 0; i < count; i++) {
        float place = v[i] * inverse + 0.5F; /* halves go up; v is not negative */
        bytes[i] = (uint8_t)(place < 255 ? place : 255);
    }
    return scale;
}

const float *dynamic_forward(dynamic_network *net, const uint8_t *image, int slot)
{
    integer_network *whole = net->whole;
    size_t widest = (size_t)whole->widest;
    uint8_t *bytes = whole->bytes + (size_t)slot * 2 * widest;
    int32_t *sums = whole->sums + (size_t)slot * widest;
    float *values = net->values + (size_t)slot * widest;
    const uint8_t *x = image;
    float x_scale = 1.0F / 255;
    for (int n = 0; n < whole->layer_count; n++) {
        const integer_layer *l = &whole->layers[n];
        bool last = n + 1 == whole->layer_count;
        l->type->sums(l, x, sums);
        for (int i = 0; i < l->outputs; i++) {
            float z = net->scales[n][i] * x_scale * (float)sums[i] + net->biases[n][i];
            values[i] = z < 0 && !last ? 0 : z;
        }
        if (!last)
            x_scale = to_bytes(bytes, values, l->outputs);
        x = bytes;
    }
    return values;
}

matrix dynamic_predictor(void *model, const batch *b)
{
    dynamic_network *net = model;
    integer_network *whole = net->whole;
    size_t inputs = (size_t)whole->inputs;
    CHECK(b->count <= whole->capacity, "%d images, room for %d", b->count, whole->capacity);
    batch_bytes(whole->pixels, b, whole->inputs);
    matrix logits = matrix_narrow(whole->logits, b->count);
#pragma omp parallel for if (b->count > 1)
    for (int j = 0; j < b->count; j++) {
        const float *values = dynamic_forward(net, whole->pixels + (size_t)j * inputs, j);
        for (int i = 0; i < logits.rows; i++)
            AT(logits, i, j) = (real)values[i];
    }
    return logits;
}
