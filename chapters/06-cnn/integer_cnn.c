#include "integer_cnn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "integer_network.h"
#include "safetensors.h"

/* --- from a float network ------------------------------------------------------------------- */

/* What is known of one step while the network is read: its layers, and what they put out. */
typedef struct step_plan {
    const layer *window; /* the convolution, depthwise or dense layer */
    int last;            /* the number of the last layer before a pool, or of the window */
    double low, high;    /* of that layer's outputs, over the calibration images */
} step_plan;

static bool is_window(const layer *l)
{
    return l->type == &convolution_layer || l->type == &depthwise_layer ||
           l->type == &dense_layer;
}

/* Finds the steps of a network: each begins with a layer that has weights. */
static int plan_steps(step_plan *plan, const network *net)
{
    int count = 0;
    for (int n = 0; n < net->layer_count; n++) {
        const layer *l = &net->layers[n];
        if (is_window(l))
            plan[count++] = (step_plan){.window = l};
        if (l->type != &pool_layer)
            plan[count - 1].last = n;
    }
    CHECK(count > 0 && count <= INTEGER_STEPS, "%d steps", count);
    return count;
}

static void observe(step_plan *p, const network *net, int images)
{
    matrix y = matrix_narrow(net->outputs[p->last], images);
    for (size_t i = 0; i < matrix_size(y); i++) {
        p->low = fmin(p->low, (double)y.data[i]);
        p->high = fmax(p->high, (double)y.data[i]);
    }
}

static void observe_steps(step_plan *plan, int count, network *net, image_source *source,
                          int images)
{
    for (int first = 0; first < images; first += net->capacity) {
        int left = images - first;
        batch b = image_source_batch(source, source->in_order + first,
                                     left < net->capacity ? left : net->capacity);
        network_forward(net, &b, false);
        for (int i = 0; i < count; i++)
            observe(&plan[i], net, b.count);
    }
}

/* The places of a plane one after another: the taps of a dense or depthwise layer. */
static int *places(arena *a, int count)
{
    int *taps = arena_alloc(a, (size_t)count, sizeof *taps);
    for (int k = 0; k < count; k++)
        taps[k] = k;
    return taps;
}

static void shape_step(integer_step *s, const layer *l, arena *a)
{
    matrix w = l->parameters[0].value;
    *s = (integer_step){.channels = w.rows, .height = 1, .width = 1, .taps_each = w.cols};
    CHECK(w.cols <= INTEGER_TAPS, "sums of %d products", w.cols);
    if (l->type == &convolution_layer) {
        const convolution *c = l->state;
        s->height = c->out.height;
        s->width = c->out.width;
        s->taps = c->forward.row;
    } else {
        s->taps = places(a, w.cols);
        s->channel_step = l->type == &depthwise_layer ? w.cols : 0;
    }
    s->weight = arena_alloc(a, matrix_size(w), sizeof *s->weight);
    s->bias = arena_alloc(a, (size_t)w.rows, sizeof *s->bias);
    s->multiplier = arena_alloc(a, (size_t)w.rows, sizeof *s->multiplier);
    s->shift = arena_alloc(a, (size_t)w.rows, sizeof *s->shift);
}

/* Row i of the weights and its bias, for inputs of a quantizer x; the scale of its sums. */
static double code_row(integer_step *s, const layer *l, int i, const quantizer *x)
{
    matrix w = l->parameters[0].value;
    double largest = 0,
           bias = l->parameter_count > 1 ? (double)l->parameters[1].value.data[i] : 0;
    for (int k = 0; k < w.cols; k++)
        largest = fmax(largest, fabs((double)AT(w, i, k)));
    quantizer q = quantizer_new(SYMMETRIC, 8, -largest, largest);
    /* A row so small that its bias would not fit into the sum gets a larger scale. */
    q.scale = fmax(q.scale, fabs(bias) / (x->scale * ldexp(1, SUM_BITS - 2)));
    int32_t total = 0;
    for (int k = 0; k < w.cols; k++) {
        int whole = quantize(&q, (double)AT(w, i, k));
        s->weight[i * w.cols + k] = (int8_t)whole;
        total += whole;
    }
    s->bias[i] = (int32_t)rint(bias / (q.scale * x->scale)) - x->zero_point * total;
    return q.scale * x->scale;
}

static int leak_of(const layer *l)
{
    int exponent;
    double slope = (double)*(const real *)l->state;
    CHECK(frexp(slope, &exponent) == 0.5, "a slope of %g is no power of two", slope);
    return 1 - exponent;
}

/* Outputs that are bytes of a quantizer y. */
static void byte_outputs(integer_step *s, const double *scales, const quantizer *y)
{
    s->output_zero = y->zero_point;
    s->lowest = y->lowest;
    s->highest = y->highest;
    for (int i = 0; i < s->channels; i++)
        fixed_point_of(scales[i] / y->scale, &s->multiplier[i], &s->shift[i]);
}

/* Outputs that are logits, in the largest unit of the rows': sums that stay below 2^28. */
static double logit_outputs(integer_step *s, const double *scales)
{
    double unit = 0;
    for (int i = 0; i < s->channels; i++)
        unit = fmax(unit, scales[i]);
    s->highest = 1 << LOGIT_BITS;
    s->lowest = -s->highest;
    for (int i = 0; i < s->channels; i++)
        fixed_point_of(scales[i] / unit, &s->multiplier[i], &s->shift[i]);
    return unit;
}

/* The step's activation and pool: the layers up to the next step. */
static void follow_layers(integer_step *s, const network *net, const step_plan *p)
{
    for (const layer *l = p->window + 1;
         l < net->layers + net->layer_count && !is_window(l); l++) {
        if (l->type == &leaky_relu_layer)
            s->leak = leak_of(l);
        s->pool = s->pool || l->type == &pool_layer;
    }
}

static bool ends_in_relu(const network *net, const step_plan *p)
{
    return net->layers[p->last].type == &relu_layer;
}

static void build_steps(integer_cnn *net, const network *from, const step_plan *plan)
{
    quantizer x = {.scale = 1.0 / 255, .highest = 255}; /* of the images */
    for (int n = 0; n < net->step_count; n++) {
        integer_step *s = &net->steps[n];
        shape_step(s, plan[n].window, &net->memory);
        follow_layers(s, from, &plan[n]);
        s->input_zero = x.zero_point;
        double *scales = arena_alloc(&net->memory, (size_t)s->channels, sizeof *scales);
        for (int i = 0; i < s->channels; i++)
            scales[i] = code_row(s, plan[n].window, i, &x);
        if (n + 1 == net->step_count) {
            net->logit_scale = logit_outputs(s, scales);
        } else {
            x = quantizer_new(ASYMMETRIC, 8, plan[n].low, plan[n].high);
            byte_outputs(s, scales, &x);
            if (ends_in_relu(from, &plan[n]))
                s->lowest = s->output_zero;
        }
        int sums = s->channels * s->height * s->width;
        net->widest = sums > net->widest ? sums : net->widest;
    }
}

integer_cnn *integer_cnn_new(network *folded, image_source *source, int images)
{
    step_plan plan[INTEGER_STEPS + 1];
    integer_cnn *net = calloc(1, sizeof *net);
    if (net == NULL)
        fail("out of memory: a network needs %zu bytes", sizeof *net);
    net->inputs = folded->inputs;
    net->capacity = folded->capacity;
    net->step_count = plan_steps(plan, folded);
    observe_steps(plan, net->step_count, folded, source, images);
    build_steps(net, folded, plan);
    size_t all = (size_t)net->capacity;
    net->pixels = arena_alloc(&net->memory, all * (size_t)net->inputs, 1);
    net->bytes = arena_alloc(&net->memory, all * (size_t)net->widest, 1);
    net->sums = arena_alloc(&net->memory, all * (size_t)net->widest, sizeof *net->sums);
    net->logits = matrix_new(&net->memory, network_outputs(folded), net->capacity);
    return net;
}

void integer_cnn_free(integer_cnn *net)
{
    if (net == NULL)
        return;
    arena_free(&net->memory);
    free(net);
}

/* --- in use --------------------------------------------------------------------------------- */

void integer_cnn_forward(const integer_cnn *net, const uint8_t *image, uint8_t *bytes,
                         int32_t *sums)
{
    const uint8_t *x = image;
    for (int n = 0; n < net->step_count; n++) {
        const integer_step *s = &net->steps[n];
        integer_step_forward(s, x, sums);
        for (int i = 0; i < integer_step_outputs(s) && n + 1 < net->step_count; i++)
            bytes[i] = (uint8_t)sums[i];
        x = bytes;
    }
}

static double simulate_output(const integer_step *s, const double *x, int c, int p)
{
    double sum = s->bias[c], scale = ldexp(s->multiplier[c], -s->shift[c]);
    for (int k = 0; k < s->taps_each; k++) {
        int tap = s->taps[p * s->taps_each + k];
        sum += s->weight[c * s->taps_each + k] *
               (tap < 0 ? s->input_zero : x[c * s->channel_step + tap]);
    }
    double leaked = sum < 0 ? ldexp(sum, -s->leak) : sum;
    return fmin(fmax(floor(scale * leaked + 0.5) + s->output_zero, s->lowest), s->highest);
}

/* The largest of the size x size outputs that are pooled into (i, j). */
static double simulate_largest(const integer_step *s, const double *x, int c, int i, int j,
                               int size)
{
    double most = -INFINITY;
    for (int k = 0; k < size * size; k++) {
        int pixel = (size * i + k / size) * s->width + size * j + k % size;
        most = fmax(most, simulate_output(s, x, c, pixel));
    }
    return most;
}

void integer_cnn_simulate(const integer_cnn *net, const uint8_t *image, double *logits)
{
    arena memory = {0};
    size_t room = (size_t)(net->widest > net->inputs ? net->widest : net->inputs);
    double *x = arena_alloc(&memory, room, sizeof *x),
           *y = arena_alloc(&memory, room, sizeof *y);
    for (int k = 0; k < net->inputs; k++)
        x[k] = image[k];
    for (int n = 0; n < net->step_count; n++) {
        const integer_step *s = &net->steps[n];
        int out = 0, size = s->pool ? 2 : 1;
        for (int c = 0; c < s->channels; c++)
            for (int i = 0; i < s->height / size; i++)
                for (int j = 0; j < s->width / size; j++)
                    y[out++] = simulate_largest(s, x, c, i, j, size);
        memcpy(x, y, (size_t)out * sizeof *x);
    }
    memcpy(logits, x, (size_t)net->logits.rows * sizeof *logits);
    arena_free(&memory);
}

matrix integer_cnn_predictor(void *model, const batch *b)
{
    integer_cnn *net = model;
    size_t inputs = (size_t)net->inputs, widest = (size_t)net->widest;
    batch_bytes(net->pixels, b, net->inputs);
    matrix logits = matrix_narrow(net->logits, b->count);
#pragma omp parallel for
    for (int j = 0; j < b->count; j++) {
        const uint8_t *image = net->pixels + (size_t)j * inputs;
        int32_t *sums = net->sums + (size_t)j * widest;
        integer_cnn_forward(net, image, net->bytes + (size_t)j * widest, sums);
        for (int i = 0; i < logits.rows; i++)
            AT(logits, i, j) = (real)(net->logit_scale * sums[i]);
    }
    return logits;
}

bool integer_cnn_save(const integer_cnn *net, const char *path, error *e)
{
    tensor_file file = {0};
    for (int n = 0; n < net->step_count; n++) {
        const integer_step *s = &net->steps[n];
        const size_t rows = (size_t)s->channels, shape[] = {rows, (size_t)s->taps_each};
        char name[32];
        snprintf(name, sizeof name, "%d.weight", n);
        memcpy(tensor_add(&file, name, TENSOR_I8, 2, shape), s->weight, rows * shape[1]);
        snprintf(name, sizeof name, "%d.bias", n);
        memcpy(tensor_add(&file, name, TENSOR_I32, 1, shape), s->bias,
               rows * sizeof *s->bias);
        snprintf(name, sizeof name, "%d.multiplier", n);
        memcpy(tensor_add(&file, name, TENSOR_I32, 1, shape), s->multiplier,
               rows * sizeof *s->multiplier);
        snprintf(name, sizeof name, "%d.shift", n);
        memcpy(tensor_add(&file, name, TENSOR_U8, 1, shape), s->shift, rows);
        snprintf(name, sizeof name, "%d.zero", n);
        *(uint8_t *)tensor_add(&file, name, TENSOR_U8, 1, (size_t[]){1}) =
            (uint8_t)s->output_zero;
    }
    bool saved = tensor_file_write(&file, path, e);
    tensor_file_free(&file);
    return saved;
}
