#include "fold.h"

#include "error.h"

/* weight *= scale, and bias = scale * bias + shift, for one channel of a convolution. */
static void scale_channel(layer *l, int channel, real scale, real shift)
{
    /* Your code here. */
}

static void fold_batch_norm(layer *window, const layer *norm)
{
    /* Your code here. */
}

/* W * ((x - mean) / deviation) = (W / deviation) * x - mean / deviation * (sum of W). */
static void fold_standardize(layer *l, const standardize *s)
{
    matrix w = l->parameters[CONVOLUTION_WEIGHT].value;
    real *bias = l->parameters[CONVOLUTION_BIAS].value.data;
    for (int o = 0; o < w.rows; o++) {
        real sum = 0;
        for (int k = 0; k < w.cols; k++) {
            sum += AT(w, o, k);
            AT(w, o, k) /= s->deviation;
        }
        bias[o] -= s->mean / s->deviation * sum;
    }
}

static bool folds_into_next(const layer *l)
{
    return l->type == &standardize_layer && l[1].type == &convolution_layer &&
           ((const convolution *)l[1].state)->padding == 0;
}

static void copy_parameters(layer *to, const layer *from)
{
    for (int i = 0; i < from->parameter_count; i++)
        matrix_copy(to->parameters[i].value, from->parameters[i].value);
}

static layer *last_layer(network *net)
{
    return &net->layers[net->layer_count - 1];
}

static void add_convolution(network *net, volume in, const layer *l)
{
    const convolution *c = l->state;
    network_add_convolution(net, in, c->out.channels, c->kernel, c->padding, true);
    copy_parameters(last_layer(net), l); /* a bias that there was not stays 0 */
}

static void add_standardize(network *net, const standardize *s)
{
    network_add_standardize(net, (double)s->mean, (double)s->deviation);
}

/* Layer l of the old network, which `in` enters, as a layer or part of one of the new. */
static void add_folded(network *net, volume in, const layer *l)
{
    if (l->type == &convolution_layer)
        add_convolution(net, in, l);
    else if (l->type == &batch_norm_layer)
        fold_batch_norm(last_layer(net), l);
    else if (l->type == &leaky_relu_layer)
        network_add_leaky_relu(net, (double)*(const real *)l->state);
    else if (l->type == &relu_layer)
        network_add_relu(net);
    else if (l->type == &pool_layer)
        network_add_pool(net, in);
    else if (l->type == &depthwise_layer)
        network_add_depthwise(net, in);
    else if (l->type == &dense_layer)
        network_add_dense(net, l->outputs);
    else if (l->type == &standardize_layer)
        add_standardize(net, l->state);
    else
        CHECK(false, "a layer of type %s", l->type->name);
    if (l->type == &depthwise_layer || l->type == &dense_layer)
        copy_parameters(last_layer(net), l);
}

/* An activation before a pool. A larger number never has the smaller activation, so that the
   largest of four activations is that of the largest: the pool may come first, and leaves a
   quarter. */
static bool changes_places(const network *net, int n)
{
    const layer *l = &net->layers[n];
    return (l->type == &leaky_relu_layer || l->type == &relu_layer) &&
           n + 1 < net->layer_count && l[1].type == &pool_layer;
}

network *fold_network(const network *net, volume image, int capacity)
{
    network *folded = network_new(net->inputs, capacity);
    const standardize *waiting = NULL; /* for the convolution that it folds into */
    volume v = image;
    for (int n = 0; n < net->layer_count; n++) {
        const layer *l = &net->layers[n];
        if (folds_into_next(l)) {
            waiting = l->state;
            continue;
        }
        if (changes_places(net, n)) {
            add_folded(folded, v, l + 1);
            v = layer_volume(l + 1, v);
            n++;
        }
        add_folded(folded, v, l);
        if (l->type == &convolution_layer && waiting != NULL) {
            fold_standardize(last_layer(folded), waiting);
            waiting = NULL;
        }
        v = layer_volume(l, v);
    }
    return folded;
}

network *fuse_pools(const network *folded, volume image, int capacity)
{
    network *fused = network_new(folded->inputs, capacity);
    volume v = image;
    for (int n = 0; n < folded->layer_count; n++) {
        const layer *l = &folded->layers[n];
        if (l->type == &convolution_layer && n + 1 < folded->layer_count &&
            l[1].type == &pool_layer) {
            v = network_add_pooled_convolution(fused, l->state);
            copy_parameters(last_layer(fused), l);
            n++;
        } else {
            add_folded(fused, v, l);
            v = layer_volume(l, v);
        }
    }
    return fused;
}
