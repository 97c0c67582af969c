#include "training.h"

#include <string.h>

training training_new(network *net, image_source *source, const loss *l, int batch_size,
                      optimizer_kind how)
{
    int images = source->images->count;
    training t = {.net = net, .source = source, .loss = l};
    t.batch_size = batch_size > 0 && batch_size < images ? batch_size : images;
    t.optimizer = optimizer_new(&net->memory, how, net->parameters, net->parameter_count);
    t.order = arena_alloc(&net->memory, (size_t)images, sizeof *t.order);
    memcpy(t.order, source->in_order, (size_t)images * sizeof *t.order);
    return t;
}

void training_schedule(training *t, schedule_kind pace, double rate, int epochs)
{
    t->schedule = (schedule){pace, rate, epochs * training_epoch_steps(t)};
    t->first = t->step;
    optimizer_forget(&t->optimizer);
}

double training_rate(const training *t)
{
    return schedule_rate(&t->schedule, t->step - 1 - t->first);
}

long training_epoch_steps(const training *t)
{
    return (t->source->images->count + t->batch_size - 1) / t->batch_size;
}

/* Adds to the gradients what part of a batch of `whole` images contributes. */
static void add_gradients(training *t, const int *which, int count, int whole,
                          evaluation *seen)
{
    batch b = image_source_batch(t->source, which, count);
    matrix logits = network_forward(t->net, &b, true);
    matrix gradient = network_logit_gradient(t->net, count);
    double value =
        t->loss->value_and_gradient(t->loss, logits, b.labels, 1.0 / whole, gradient);
    if (seen != NULL)
        evaluation_add(seen, logits, b.labels, value * whole);
    network_backward(t->net, &b);
}

static void training_step(training *t, const int *which, int count, evaluation *seen)
{
    if (t->before_forward != NULL)
        t->before_forward(t);
    network_zero_gradients(t->net);
    for (int first = 0; first < count; first += t->net->capacity) {
        int left = count - first;
        int part = left < t->net->capacity ? left : t->net->capacity;
        add_gradients(t, which + first, part, count, seen);
    }
    if (t->before_step != NULL)
        t->before_step(t);
    t->step++;
    optimizer_step(&t->optimizer, training_rate(t));
    if (t->after_step != NULL)
        t->after_step(t);
}

bool training_epoch(training *t, evaluation *seen, progress *p)
{
    int images = t->source->images->count;
    t->counted = seen != NULL;
    t->source->epoch = (int)(t->step / training_epoch_steps(t));
    if (t->shuffler != NULL)
        rng_shuffle(t->shuffler, t->order, images);
    for (int first = 0; first < images; first += t->batch_size) {
        int left = images - first;
        int count = left < t->batch_size ? left : t->batch_size;
        if (t->stop != NULL && t->stop())
            return false;
        training_step(t, t->order + first, count, seen);
        progress_update(p, first + count);
    }
    return true;
}
