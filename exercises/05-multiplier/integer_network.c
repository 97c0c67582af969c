#include "integer_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

integer_network *integer_network_new(int inputs)
{
    integer_network *net = calloc(1, sizeof *net);
    if (net == NULL)
        fail("out of memory: a network needs %zu bytes", sizeof *net);
    net->inputs = inputs;
    net->logit_scale = 1;
    return net;
}

void integer_network_free(integer_network *net)
{
    if (net == NULL)
        return;
    arena_free(&net->memory);
    free(net);
}

integer_layer *integer_network_add(integer_network *net, const integer_layer_type *type,
                                   int outputs, int rows, int cols)
{
    CHECK(net->layer_count < INTEGER_LAYERS, "more than %d layers", INTEGER_LAYERS);
    int n = net->layer_count++;
    integer_layer *l = &net->layers[n];
    *l = (integer_layer){.type = type, .outputs = outputs, .rows = rows, .cols = cols};
    l->inputs = n > 0 ? net->layers[n - 1].outputs : net->inputs;
    l->weight_bits = QUANTIZER_MAX_BITS;
    l->weight = arena_alloc(&net->memory, (size_t)rows * (size_t)cols, sizeof *l->weight);
    l->bias = arena_alloc(&net->memory, (size_t)rows, sizeof *l->bias);
    l->multiplier = arena_alloc(&net->memory, (size_t)rows, sizeof *l->multiplier);
    l->shift = arena_alloc(&net->memory, (size_t)rows, sizeof *l->shift);
    return l;
}

void integer_network_prepare(integer_network *net, int capacity)
{
    arena *a = &net->memory;
    size_t images = (size_t)capacity;
    net->capacity = capacity;
    net->widest = 0;
    for (int n = 0; n < net->layer_count; n++)
        if (net->layers[n].outputs > net->widest)
            net->widest = net->layers[n].outputs;
    net->pixels = arena_alloc(a, images * (size_t)net->inputs, sizeof *net->pixels);
    net->bytes = arena_alloc(a, images * 2 * (size_t)net->widest, sizeof *net->bytes);
    net->sums = arena_alloc(a, images * (size_t)net->widest, sizeof *net->sums);
    net->logits = matrix_new(a, net->layers[net->layer_count - 1].outputs, capacity);
}

/* --- from a float network ------------------------------------------------------------ */

void fixed_point_of(double m, int32_t *multiplier, uint8_t *shift)
{
    /* Your code here. */
}

/* The largest |bias + sum of w x| of row i, whatever bytes x holds. */
static int64_t largest_sum(const integer_layer *l, int i)
{
    const int8_t *w = l->weight + (size_t)i * (size_t)l->cols;
    int64_t result = llabs((long long)l->bias[i]);
    for (int k = 0; k < l->cols; k++)
        result += 255 * (int64_t)abs(w[k]);
    return result;
}

/* The scale of row i's weights, large enough for the bias to be at most a quarter of what a
   sum may be. */
static double row_scale(const quantizer *q, double bias, double x_scale)
{
    return fmax(q->scale, fabs(bias) / (x_scale * ldexp(1, SUM_BITS - 2)));
}

/* Weights and biases of one layer; scales[i] becomes the real value of 1 in a sum of row i. */
static void fill_layer(integer_layer *l, const weight_code *code, matrix w, matrix b,
                       const quantizer *x, double *scales)
{
    const quantizer *first = weight_code_row(code, 0);
    CHECK(first->zero_point == 0 && first->lowest >= INT8_MIN && first->highest <= INT8_MAX,
          "weights from %d to %d with zero point %d", first->lowest, first->highest,
          first->zero_point);
    l->weight_bits = weight_code_bits(code);
    for (int i = 0; i < l->rows; i++) {
        double bias = (double)b.data[i];
        quantizer q = *weight_code_row(code, i);
        q.scale = row_scale(&q, bias, x->scale);
        scales[i] = q.scale * x->scale;
        int32_t total = 0;
        for (int k = 0; k < l->cols; k++) {
            int whole = quantize(&q, (double)AT(w, i, k));
            l->weight[(size_t)i * (size_t)l->cols + (size_t)k] = (int8_t)whole;
            total += whole;
        }
        l->bias[i] = (int32_t)rint(bias / scales[i]) - x->zero_point * total;
    }
}

/* Outputs that are bytes of a quantizer y. */
static void hidden_outputs(integer_layer *l, const double *scales, const quantizer *y)
{
    l->zero_point = y->zero_point;
    l->lowest = y->zero_point; /* relu */
    l->highest = y->highest;
    for (int i = 0; i < l->rows; i++)
        fixed_point_of(scales[i] / y->scale, &l->multiplier[i], &l->shift[i]);
}

/* Outputs that are logits: their unit is the largest of the rows' or, should a logit become too
   large for its bits, a power of two times that. Returns it. */
static double logit_outputs(integer_layer *l, const double *scales)
{
    double unit = 0, most = 0;
    for (int i = 0; i < l->rows; i++) {
        unit = fmax(unit, scales[i]);
        most = fmax(most, scales[i] * (double)largest_sum(l, i));
    }
    while (most / unit >= ldexp(1, LOGIT_BITS) - 1)
        unit *= 2;
    l->highest = (1 << LOGIT_BITS) - 1;
    l->lowest = -l->highest;
    for (int i = 0; i < l->rows; i++)
        fixed_point_of(scales[i] / unit, &l->multiplier[i], &l->shift[i]);
    return unit;
}

integer_network *integer_network_of(const fake_quantization *f, int capacity)
{
    const network *from = f->net;
    integer_network *net = integer_network_new(from->inputs);
    quantizer x = {.scale = 1.0 / 255, .highest = 255}; /* of the images */
    for (int n = 0; n < from->layer_count; n += 2) {
        const layer *dense = &from->layers[n];
        bool last = n + 1 == from->layer_count;
        CHECK(dense->type == &dense_layer, "layer %d is a %s", n, dense->type->name);
        CHECK(last || f->outputs[n + 1].scale > 0, "layer %d has no quantizer", n + 1);
        long weight = dense->parameters - from->parameters; /* its place in the list */
        integer_layer *l = integer_network_add(net, &integer_dense, dense->outputs,
                                               dense->outputs, dense->inputs);
        double *scales = arena_alloc(&net->memory, (size_t)l->rows, sizeof *scales);
        fill_layer(l, &f->codes[weight], f->kept[weight],
                   dense->parameters[DENSE_BIAS].value, &x, scales);
        if (last) {
            net->logit_scale = logit_outputs(l, scales);
        } else {
            x = f->outputs[n + 1];
            hidden_outputs(l, scales, &x);
        }
    }
    error e;
    if (!integer_network_check(net, &e))
        fail("%s", e.text);
    integer_network_prepare(net, capacity);
    return net;
}

static bool check_layer(const integer_layer *l, bool last, error *e)
{
    int32_t end = last ? (1 << LOGIT_BITS) - 1 : 255;
    if (l->lowest < (last ? -end : 0) || l->highest > end || l->lowest > l->highest ||
        l->zero_point < (last ? 0 : l->lowest) || l->zero_point > (last ? 0 : l->highest))
        return error_set(e, "outputs from %d to %d with zero point %d, which cannot be",
                         l->lowest, l->highest, l->zero_point);
    for (int i = 0; i < l->rows; i++) {
        if (largest_sum(l, i) >= 1 << SUM_BITS)
            return error_set(e, "sums of row %d can reach %lld, expected less than 2^%d", i,
                             (long long)largest_sum(l, i), SUM_BITS);
        if (l->multiplier[i] < 0 || l->multiplier[i] >= 1 << MULTIPLIER_BITS)
            return error_set(e, "multiplier %d of row %d, expected 0 to 2^%d - 1",
                             l->multiplier[i], i, MULTIPLIER_BITS);
        if (l->shift[i] < 1 || l->shift[i] > SHIFT_MAX)
            return error_set(e, "shift %d of row %d, expected 1 to %d", l->shift[i], i,
                             SHIFT_MAX);
        if (largest_sum(l, i) * l->multiplier[i] >> l->shift[i] >= INT32_MAX / 2)
            return error_set(e, "outputs of row %d do not fit into 32 bits", i);
    }
    return true;
}

bool integer_network_check(const integer_network *net, error *e)
{
    for (int n = 0; n < net->layer_count; n++)
        if (!check_layer(&net->layers[n], n + 1 == net->layer_count, e))
            return error_prefix(e, "layer %d", 2 * n);
    return true;
}

size_t integer_network_products(const integer_network *net)
{
    size_t products = 0;
    for (int n = 0; n < net->layer_count; n++)
        products += (size_t)net->layers[n].outputs * (size_t)net->layers[n].cols;
    return products;
}

size_t integer_network_products_not_0(const integer_network *net)
{
    size_t products = 0;
    for (int n = 0; n < net->layer_count; n++) {
        const integer_layer *l = &net->layers[n];
        size_t each = (size_t)(l->outputs / l->rows);
        for (size_t k = 0; k < (size_t)l->rows * (size_t)l->cols; k++)
            products += l->weight[k] != 0 ? each : 0;
    }
    return products;
}

/* --- as a predictor ------------------------------------------------------------------ */

static void bytes_of_tiles(uint8_t *pixels, const image_tiles *tiles, int first, int count)
{
    for (int j = 0; j < count; j++) {
        int tile = (first + j) / TILE_IMAGES, column = (first + j) % TILE_IMAGES;
        uint32_t end = tiles->start[(tile + 1) * tiles->ranges];
        for (uint32_t entry = tiles->start[tile * tiles->ranges]; entry < end; entry++)
            pixels[(size_t)j * (size_t)tiles->pixels + tiles->pixel[entry]] =
                tiles->ink[entry][column];
    }
}

static void bytes_of_lists(uint8_t *pixels, const sparse_images *lists, const int *which,
                           int count)
{
    for (int j = 0; j < count; j++)
        for (uint32_t k = lists->start[which[j]]; k < lists->start[which[j] + 1]; k++)
            pixels[(size_t)j * (size_t)lists->pixels + lists->pixel[k]] = lists->ink[k];
}

void batch_bytes(uint8_t *pixels, const batch *b, int inputs)
{
    memset(pixels, 0, (size_t)b->count * (size_t)inputs);
    if (b->x.data != NULL) {
        for (int k = 0; k < inputs; k++)
            for (int j = 0; j < b->count; j++)
                pixels[(size_t)j * (size_t)inputs + (size_t)k] =
                    (uint8_t)lrint(255 * (double)AT(b->x, k, j));
    } else if (b->sparse.tiles != NULL) {
        bytes_of_tiles(pixels, b->sparse.tiles, b->sparse.first, b->count);
    } else {
        bytes_of_lists(pixels, b->sparse.lists, b->sparse.which, b->count);
    }
}

matrix integer_predictor(void *model, const batch *b)
{
    integer_network *net = model;
    size_t inputs = (size_t)net->inputs, widest = (size_t)net->widest;
    CHECK(b->count <= net->capacity, "%d images, room for %d", b->count, net->capacity);
    batch_bytes(net->pixels, b, net->inputs);
#pragma omp parallel for if (b->count > 1)
    for (int j = 0; j < b->count; j++)
        integer_forward(net->layers, net->layer_count, net->pixels + (size_t)j * inputs,
                        net->widest, net->bytes + (size_t)j * 2 * widest,
                        net->sums + (size_t)j * widest);

    matrix logits = matrix_narrow(net->logits, b->count);
    for (int i = 0; i < logits.rows; i++)
        for (int j = 0; j < logits.cols; j++)
            AT(logits, i, j) =
                (real)(net->logit_scale * net->sums[(size_t)j * widest + (size_t)i]);
    return logits;
}
