#include "training.h"

#include <omp.h>

#include "test_networks.h"

enum { HEIGHT = 8, WIDTH = 8, PIXELS = HEIGHT * WIDTH };

/* A training run on images of its own, from weights of its own, at a rate of 0.05. */
typedef struct bench {
    arena memory;
    dataset images;
    network *net;
    image_source source;
    training t;
} bench;

static void bench_new(bench *b, int images, int capacity, int batch_size,
                      optimizer_kind how)
{
    *b = (bench){0};
    rng r = rng_new(1, 0), weights = rng_new(2, 0);
    b->images = random_images(&b->memory, images, HEIGHT, WIDTH, &r);
    b->net = network_of(PIXELS, (int[]){20, 12, 0}, capacity);
    network_initialize(b->net, INIT_HE, &weights);
    b->source = image_source_new(&b->memory, &b->images, b->net, ANY_ORDER);
    b->t = training_new(b->net, &b->source, &cross_entropy, batch_size, how);
    training_schedule(&b->t, CONSTANT, 0.05, 2);
}

static void bench_free(bench *b)
{
    network_free(b->net);
    arena_free(&b->memory);
}

static evaluation one_epoch(training *t)
{
    evaluation seen = {0};
    progress p;
    progress_begin(&p, "epoch", t->source->images->count, true);
    training_epoch(t, &seen, &p);
    return seen;
}

Test(training, parts_of_a_batch_add_up)
{
    static const int capacities[] = {1, 7, 39, 40, 64};
    bench whole;
    bench_new(&whole, 40, 40, 40, GD);
    evaluation all = one_epoch(&whole.t);
    for (size_t c = 0; c < sizeof capacities / sizeof *capacities; c++) {
        bench parts;
        bench_new(&parts, 40, capacities[c], 40, GD);
        evaluation seen = one_epoch(&parts.t);
        cr_expect(parts.t.step == 1, "capacity %d: %ld steps", capacities[c], parts.t.step);
        for (int i = 0; i < whole.net->parameter_count; i++) {
            parameter *p = &parts.net->parameters[i], *q = &whole.net->parameters[i];
            double off = relative_distance(p->gradient, q->gradient);
            cr_expect(off < 20 * real_epsilon(), "capacity %d: gradient of %s is off by %g",
                      capacities[c], p->name, off);
            off = relative_distance(p->value, q->value);
            cr_expect(off < 4 * real_epsilon(), "capacity %d: %s is off by %g",
                      capacities[c], p->name, off);
        }
        cr_expect(memcmp(seen.confusion, all.confusion, sizeof all.confusion) == 0,
                  "capacity %d: another confusion matrix", capacities[c]);
        cr_expect(fabs(evaluation_loss(&seen) / evaluation_loss(&all) - 1) <
                      20 * real_epsilon(),
                  "capacity %d: loss %g, wanted %g", capacities[c], evaluation_loss(&seen),
                  evaluation_loss(&all));
        bench_free(&parts);
    }
    bench_free(&whole);
}

Test(training, counts_its_steps)
{
    static const struct {
        int images, batch, steps, batch_size;
    } rows[] = {{40, 0, 1, 40},  {40, 40, 1, 40}, {40, 64, 1, 40},
                {40, 39, 2, 39}, {40, 7, 6, 7},   {40, 1, 40, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bench b;
        bench_new(&b, rows[i].images, 16, rows[i].batch, GD);
        cr_expect(training_epoch_steps(&b.t) == rows[i].steps &&
                      b.t.batch_size == rows[i].batch_size &&
                      b.t.schedule.steps == 2 * rows[i].steps,
                  "batch %d: %ld steps of %d, %ld in all", rows[i].batch,
                  training_epoch_steps(&b.t), b.t.batch_size, b.t.schedule.steps);
        evaluation seen = one_epoch(&b.t);
        cr_expect(b.t.step == rows[i].steps && b.t.optimizer.steps == rows[i].steps,
                  "batch %d: %ld steps made", rows[i].batch, b.t.step);
        cr_expect(seen.count == 40, "batch %d: %d images seen", rows[i].batch, seen.count);
        bench_free(&b);
    }
}

/* A loss that counts how often each image came by: label number j is j itself. */
typedef struct counting_loss {
    loss base;
    int times[256], calls;
} counting_loss;

static double count_images(const loss *self, matrix logits, const uint8_t *labels,
                           double share, matrix gradient)
{
    (void)share;
    counting_loss *c = (counting_loss *)(uintptr_t)self;
    c->calls++;
    for (int j = 0; j < logits.cols; j++)
        c->times[labels[j]]++;
    matrix_fill(gradient, 0);
    return 0;
}

Test(training, visits_each_image_once_an_epoch)
{
    enum { IMAGES = 101 };
    for (int shuffled = 0; shuffled < 2; shuffled++) {
        counting_loss counting = {.base = {"counting", count_images, NULL}};
        bench b;
        bench_new(&b, IMAGES, 8, 20, GD);
        for (int j = 0; j < IMAGES; j++)
            b.images.labels[j] = (uint8_t)j;
        rng r = rng_new(3, 1);
        b.t.loss = &counting.base;
        b.t.shuffler = shuffled ? &r : NULL;
        progress p;
        progress_begin(&p, "epoch", IMAGES, true);
        for (int epoch = 1; epoch <= 3; epoch++) {
            training_epoch(&b.t, NULL, &p);
            for (int j = 0; j < IMAGES; j++)
                cr_expect(counting.times[j] == epoch,
                          "%s: image %d came %d times in %d epochs",
                          shuffled ? "shuffled" : "in order", j, counting.times[j], epoch);
        }
        /* Five batches of 20 in parts of 8, 8 and 4, and one of a single image. */
        cr_expect(counting.calls == 3 * (5 * 3 + 1), "%d parts", counting.calls);
        bench_free(&b);
    }
}

Test(training, shuffles_anew_each_epoch)
{
    bench b;
    bench_new(&b, 50, 50, 10, GD);
    rng r = rng_new(3, 1);
    int first[50];
    one_epoch(&b.t);
    for (int j = 0; j < 50; j++)
        cr_expect(b.t.order[j] == j, "without a shuffler: place %d is image %d", j,
                  b.t.order[j]);
    b.t.shuffler = &r;
    one_epoch(&b.t);
    memcpy(first, b.t.order, sizeof first);
    one_epoch(&b.t);
    cr_expect(memcmp(first, b.source.in_order, sizeof first) != 0, "not shuffled");
    cr_expect(memcmp(first, b.t.order, sizeof first) != 0, "the same order again");
    bench_free(&b);
}

Test(training, same_bits_with_any_number_of_threads)
{
    for (optimizer_kind how = 0; how < OPTIMIZER_KINDS; how++) {
        bench alone = {0}; /* the run with one thread */
        for (int t = 0; t < 3; t++) {
            omp_set_num_threads(1 << t);
            bench b;
            bench_new(&b, 60, 16, 20, how);
            rng r = rng_new(4, 1);
            b.t.shuffler = &r;
            one_epoch(&b.t);
            one_epoch(&b.t);
            if (t == 0) {
                alone = b;
                continue;
            }
            cr_expect(same_weights(b.net, alone.net), "%s: %d threads",
                      optimizer_names[how], 1 << t);
            bench_free(&b);
        }
        bench_free(&alone);
    }
}

typedef struct calls {
    int before, complete, after;
    long steps[20];
    real first_weight;
    bool in_turn;
} calls;

static void before(training *t)
{
    calls *c = t->context;
    c->in_turn = c->in_turn && c->before == c->after;
    c->steps[c->before++] = t->step;
    c->first_weight = t->net->parameters[0].value.data[0];
}

static void complete(training *t)
{
    calls *c = t->context;
    c->complete++;
    c->in_turn = c->in_turn && c->complete == c->before && t->step == c->after;
}

static void after(training *t)
{
    calls *c = t->context;
    c->after++;
    c->in_turn = c->in_turn && c->complete == c->after && t->step == c->after;
    t->net->parameters[0].value.data[0] = (real)c->after; /* what a mask does */
}

Test(training, calls_its_sockets_around_each_step)
{
    bench b;
    calls c = {.in_turn = true};
    bench_new(&b, 40, 4, 9, GD);
    b.t.context = &c;
    b.t.before_forward = before;
    b.t.before_step = complete;
    b.t.after_step = after;
    one_epoch(&b.t);
    cr_expect(c.before == 5 && c.complete == 5 && c.after == 5,
              "%d calls before, %d between, %d after, of 5 steps", c.before, c.complete,
              c.after);
    cr_expect(c.in_turn, "not in turn");
    for (int i = 0; i < 5; i++)
        cr_expect(c.steps[i] == i, "call %d came at step %ld", i, c.steps[i]);
    cr_expect(c.first_weight == 4, "what the fourth call set is %g at the fifth step",
              (double)c.first_weight);
    cr_expect(b.net->parameters[0].value.data[0] == 5,
              "what the last call set has changed");
    bench_free(&b);
}

/* Keeps the gradient that it finds, and puts twice the first weight's in its place. */
static void keep_and_change(training *t)
{
    matrix kept = *(matrix *)t->context, gradient = t->net->parameters[0].gradient;
    matrix_copy(kept, gradient);
    gradient.data[0] *= 2;
}

/* Before the step all parts of the batch have added to the gradients, and the step follows what
   is changed there. */
Test(training, gradients_are_complete_before_the_step)
{
    bench whole, parts;
    bench_new(&whole, 40, 40, 40, GD);
    bench_new(&parts, 40, 7, 40, GD);
    parameter *p = &parts.net->parameters[0], *q = &whole.net->parameters[0];
    matrix kept = matrix_new(&parts.memory, p->value.rows, p->value.cols);
    double before_step = (double)p->value.data[0];
    parts.t.before_step = keep_and_change;
    parts.t.context = &kept;
    one_epoch(&whole.t);
    one_epoch(&parts.t);
    double off = relative_distance(kept, q->gradient);
    cr_expect(off < 20 * real_epsilon(), "found there: off by %g", off);
    double moved = before_step - (double)p->value.data[0];
    double wanted = 0.05 * 2 * (double)kept.data[0];
    cr_expect(wanted != 0 && fabs(moved - wanted) <= 4 * real_epsilon() * fabs(before_step),
              "the first weight moves by %g, wanted %g", moved, wanted);
    bench_free(&whole);
    bench_free(&parts);
}

/* The rate of each step is the schedule's: gd moves each weight by rate times gradient. */
Test(training, follows_the_schedule)
{
    bench b;
    bench_new(&b, 30, 30, 10, GD);
    b.t.schedule.kind = ONE_CYCLE;
    counting_loss counting = {.base = {"counting", count_images, NULL}};
    b.t.loss = &counting.base; /* gradient 0: what moves is decay alone */
    b.t.optimizer.decay = 1;
    double w = (double)b.net->parameters[0].value.data[0];
    one_epoch(&b.t);
    one_epoch(&b.t);
    for (long step = 0; step < 6; step++)
        w -= schedule_rate(&b.t.schedule, step) * w;
    double found = (double)b.net->parameters[0].value.data[0];
    cr_expect(fabs(found / w - 1) < 10 * real_epsilon(), "%.9g, wanted %.9g", found, w);
    bench_free(&b);
}

/* A second schedule begins at its beginning, at whatever step the first one ended. */
Test(training, a_second_schedule_starts_anew)
{
    bench b;
    bench_new(&b, 30, 30, 10, GD);
    training_schedule(&b.t, COSINE, 0.5, 1);
    one_epoch(&b.t);
    cr_expect(training_rate(&b.t) == schedule_rate(&b.t.schedule, 2),
              "the third of three steps: rate %g", training_rate(&b.t));
    training_schedule(&b.t, ONE_CYCLE, 0.2, 4);
    cr_expect(b.t.schedule.kind == ONE_CYCLE && b.t.schedule.steps == 12 &&
                  b.t.schedule.rate == 0.2,
              "a schedule of %ld steps up to %g", b.t.schedule.steps, b.t.schedule.rate);
    for (int epoch = 0; epoch < 4; epoch++) {
        one_epoch(&b.t);
        long step = 3 * (epoch + 1) - 1; /* of this schedule */
        cr_expect(b.t.step == 3 + step + 1 &&
                      training_rate(&b.t) == schedule_rate(&b.t.schedule, step),
                  "step %ld: rate %g, wanted %g", b.t.step, training_rate(&b.t),
                  schedule_rate(&b.t.schedule, step));
    }
    bench_free(&b);
}

/* What is trained on after a new schedule is what a new training would have made of it. */
Test(training, a_second_schedule_forgets_the_first)
{
    for (optimizer_kind how = 0; how < OPTIMIZER_KINDS; how++) {
        bench again, fresh;
        bench_new(&again, 30, 30, 10, how);
        bench_new(&fresh, 30, 30, 10, how);
        one_epoch(&again.t);
        for (int i = 0; i < again.net->parameter_count; i++)
            matrix_copy(again.net->parameters[i].value, fresh.net->parameters[i].value);
        training_schedule(&again.t, ONE_CYCLE, 0.02, 2);
        training_schedule(&fresh.t, ONE_CYCLE, 0.02, 2);
        one_epoch(&again.t);
        one_epoch(&fresh.t);
        cr_expect(same_weights(again.net, fresh.net), "%s remembers", optimizer_names[how]);
        bench_free(&again);
        bench_free(&fresh);
    }
}

/* Forty images with random labels hold nothing to be understood, only to be learned. */
Test(training, learns_a_small_set_by_heart)
{
    static const double rates[OPTIMIZER_KINDS] = {0.3, 0.05, 0.05, 0.01};
    for (optimizer_kind how = 0; how < OPTIMIZER_KINDS; how++) {
        bench b;
        bench_new(&b, 40, 10, 10, how);
        rng r = rng_new(5, 1);
        b.t.shuffler = &r;
        b.t.schedule.rate = rates[how];
        evaluation first = evaluate_network(b.net, &b.source, &cross_entropy);
        for (int epoch = 0; epoch < 60; epoch++)
            one_epoch(&b.t);
        evaluation last = evaluate_network(b.net, &b.source, &cross_entropy);
        cr_expect(evaluation_correct(&last) == 40, "%s: %d of 40 (before: %d)",
                  optimizer_names[how], evaluation_correct(&last),
                  evaluation_correct(&first));
        cr_expect(evaluation_loss(&last) < 0.1 * evaluation_loss(&first),
                  "%s: the loss goes from %g to %g", optimizer_names[how],
                  evaluation_loss(&first), evaluation_loss(&last));
        bench_free(&b);
    }
}
