#include "network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"

network *network_new(int inputs, int capacity)
{
    network *net = calloc(1, sizeof *net);
    if (net == NULL)
        fail("out of memory: a network needs %zu bytes", sizeof *net);
    net->inputs = inputs;
    net->capacity = capacity;
    return net;
}

void network_free(network *net)
{
    if (net == NULL)
        return;
    arena_free(&net->memory);
    free(net);
}

int network_outputs(const network *net)
{
    return net->layer_count > 0 ? net->layers[net->layer_count - 1].outputs : net->inputs;
}

/* A layer whose outputs have no memory yet. */
static layer *append(network *net, const layer_type *type, int outputs)
{
    CHECK(net->layer_count < NETWORK_LAYERS, "more than %d layers", NETWORK_LAYERS);
    int inputs = network_outputs(net);
    layer *l = &net->layers[net->layer_count++];
    *l = (layer){.type = type,
                 .inputs = inputs,
                 .outputs = outputs,
                 .parameters = net->parameters + net->parameter_count};
    return l;
}

layer *network_add(network *net, const layer_type *type, int outputs)
{
    layer *l = append(net, type, outputs);
    int n = net->layer_count - 1;
    net->outputs[n] = matrix_new(&net->memory, outputs, net->capacity);
    net->gradients[n] = matrix_new(&net->memory, outputs, net->capacity);
    return l;
}

layer *network_add_in_place(network *net, const layer_type *type)
{
    CHECK(net->layer_count > 0, "the images are not to be written over");
    layer *l = append(net, type, network_outputs(net));
    int n = net->layer_count - 1;
    net->outputs[n] = net->outputs[n - 1];
    net->gradients[n] = net->gradients[n - 1];
    return l;
}

static parameter *name_parameter(network *net, parameter *p, const char *name)
{
    snprintf(p->name, sizeof p->name, "layers.%d.%s", net->layer_count - 1, name);
    return p;
}

parameter *network_add_parameter(network *net, const char *name, int rows, int cols)
{
    CHECK(net->parameter_count < NETWORK_PARAMETERS, "more than %d parameters",
          NETWORK_PARAMETERS);
    parameter *p = name_parameter(net, &net->parameters[net->parameter_count++], name);
    net->layers[net->layer_count - 1].parameter_count++;
    p->value = matrix_new(&net->memory, rows, cols);
    p->gradient = matrix_new(&net->memory, rows, cols);
    return p;
}

parameter *network_add_buffer(network *net, const char *name, int rows)
{
    CHECK(net->buffer_count < NETWORK_BUFFERS, "more than %d buffers", NETWORK_BUFFERS);
    parameter *p = name_parameter(net, &net->buffers[net->buffer_count++], name);
    p->value = matrix_new(&net->memory, rows, 1);
    p->rank = 1;
    p->shape[0] = (size_t)rows;
    return p;
}

void network_add_dense(network *net, int outputs)
{
    bool first = net->layer_count == 0;
    layer *l = network_add(net, &dense_layer, outputs);

    parameter *weight = network_add_parameter(net, "weight", outputs, l->inputs);
    weight->rank = 2;
    weight->shape[0] = (size_t)outputs;
    weight->shape[1] = (size_t)l->inputs;
    weight->decays = true;
    weight->fan_in = l->inputs;

    parameter *bias = network_add_parameter(net, "bias", outputs, 1);
    bias->rank = 1;
    bias->shape[0] = (size_t)outputs;

    if (first)
        l->state = dense_scratch_new(&net->memory, outputs, l->inputs);
}

void network_add_relu(network *net)
{
    network_add(net, &relu_layer, network_outputs(net));
}

size_t network_parameter_count(const network *net)
{
    size_t count = 0;
    for (int i = 0; i < net->parameter_count; i++)
        count += matrix_size(net->parameters[i].value);
    return count;
}

bool network_reads_sparse(const network *net)
{
    return net->layer_count > 0 && net->layers[0].type->forward_sparse != NULL;
}

bool network_prefers_tiles(const network *net)
{
    return network_reads_sparse(net) && net->layers[0].outputs <= DENSE_FEW_UNITS &&
           net->capacity % TILE_IMAGES == 0;
}

void network_initialize(network *net, initialization how, rng *r)
{
    for (int i = 0; i < net->parameter_count; i++) {
        parameter *p = &net->parameters[i];
        double deviation = p->fan_in > 0 ? sqrt(2.0 / p->fan_in) : 0;
        for (size_t k = 0; k < matrix_size(p->value); k++)
            p->value.data[k] = (real)(how == INIT_REPORT ? rng_uniform(r) - 0.5
                                      : deviation > 0 ? p->start + deviation * rng_normal(r)
                                                      : p->start);
    }
}

matrix network_forward(network *net, const batch *b, bool training)
{
    matrix x = b->x;
    for (int n = 0; n < net->layer_count; n++) {
        layer *l = &net->layers[n];
        matrix y = matrix_narrow(net->outputs[n], b->count);
        if (n == 0 && b->x.data == NULL)
            l->type->forward_sparse(l, b->sparse, y);
        else
            l->type->forward(l, x, y, training);
        x = y;
    }
    return x;
}

matrix network_logit_gradient(network *net, int count)
{
    return matrix_narrow(net->gradients[net->layer_count - 1], count);
}

/* The first layer that learns something; below it nobody wants a gradient. */
static int first_to_learn(const network *net)
{
    int n = 0;
    while (n < net->layer_count - 1 && net->layers[n].parameter_count == 0)
        n++;
    return n;
}

void network_backward(network *net, const batch *b)
{
    int first = first_to_learn(net);
    for (int n = net->layer_count - 1; n >= first; n--) {
        layer *l = &net->layers[n];
        matrix y = matrix_narrow(net->outputs[n], b->count);
        matrix dy = matrix_narrow(net->gradients[n], b->count);
        if (n == 0 && b->x.data == NULL) {
            l->type->backward_sparse(l, b->sparse, dy);
            continue;
        }
        matrix x = n > 0 ? matrix_narrow(net->outputs[n - 1], b->count) : b->x;
        matrix dx =
            n > first ? matrix_narrow(net->gradients[n - 1], b->count) : (matrix){0};
        l->type->backward(l, x, y, dy, dx);
    }
}

void network_zero_gradients(network *net)
{
    for (int i = 0; i < net->parameter_count; i++)
        matrix_fill(net->parameters[i].gradient, 0);
}
