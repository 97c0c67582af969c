#include "checkpoint.h"

#include <math.h>

#include "output_file.h"
#include "test_files.h"
#include "test_networks.h"

enum { IMAGES = 24, SIDE = 5, EPOCHS = 4 };

/* A run on images of its own, as far as run_begin, whose log is in `directory`. */
typedef struct example {
    options o;
    training_settings s;
    arena memory;
    training_run r;
} example;

static void example_new(example *x, const char *directory, const char *how)
{
    *x = (example){
        .o = {.epochs = EPOCHS, .batch = 8, .rate = 0.1, .seed = 3, .quiet = true},
        .s = TRAINING_DEFAULTS};
    x->o.out = directory;
    x->s.hidden = "7";
    x->s.optimizer = how;
    training_settings_check(&x->s);
    rng random = rng_new(5, 0);
    training_run *r = &x->r;
    *r = (training_run){.o = &x->o, .s = &x->s};
    r->train_images = random_images(&x->memory, IMAGES, SIDE, SIDE, &random);
    r->test_images = dataset_slice(&r->train_images, 0, IMAGES);
    r->all = (dataset){.height = SIDE, .width = SIDE};
    run_build(r);
    run_resume(r, "");
    run_begin(r, &cross_entropy);
}

static void example_free(example *x)
{
    training_log_close(&x->r.log);
    run_free(&x->r);
    arena_free(&x->memory);
}

/* Trains half of the epochs of a run that will have all of them. */
static void train_half(example *x)
{
    error e;
    run_train(&x->r, EPOCHS / 2, 0.1);
    cr_assert(training_log_write(&x->r.log, &x->r.record, &e), "%s", e.text);
    checkpoint_take(x->r.checkpoint, &x->r);
}

static const char *const optimizers[] = {"gd", "momentum", "nesterov", "adam"};

Test(checkpoint, comes_back_as_it_was_taken)
{
    for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
        scratch s = scratch_new();
        example x, y;
        error e;
        example_new(&x, s.directory, optimizers[i]);
        train_half(&x);
        char *path = output_path(s.directory, "checkpoint.safetensors");
        cr_assert(checkpoint_write(x.r.checkpoint, path, &e), "%s", e.text);

        example_new(&y, s.directory, optimizers[i]);
        cr_assert(!same_weights(x.r.net, y.r.net), "both begin alike");
        cr_assert(checkpoint_read(y.r.checkpoint, path, &e), "%s", e.text);
        cr_assert(checkpoint_restore(y.r.checkpoint, &y.r, &e), "%s", e.text);
        cr_expect(same_weights(x.r.net, y.r.net), "%s: other weights", optimizers[i]);
        cr_expect(y.r.epoch == EPOCHS / 2 && y.r.training.step == x.r.training.step &&
                      y.r.training.optimizer.steps == x.r.training.optimizer.steps,
                  "%s: epoch %d, step %ld", optimizers[i], y.r.epoch, y.r.training.step);
        cr_expect(memcmp(x.r.training.order, y.r.training.order,
                         IMAGES * sizeof *x.r.training.order) == 0,
                  "%s: another order", optimizers[i]);
        cr_expect(x.r.training.shuffler->state == y.r.training.shuffler->state,
                  "%s: another state of the generator", optimizers[i]);
        cr_expect(y.r.log.metrics.rows == EPOCHS / 2 &&
                      y.r.log.classes.rows == EPOCHS / 2 * DATASET_CLASSES,
                  "%s: %d rows", optimizers[i], y.r.log.metrics.rows);
        free(path);
        example_free(&x);
        example_free(&y);
        scratch_free(&s);
    }
}

/* What may be wrong in the tensors of a checkpoint that is of the right run. */
static tensor *tensor_of(checkpoint *c, const char *name)
{
    return (tensor *)tensor_find(&c->state, name);
}

static void rename_weight(checkpoint *c)
{
    tensor_of(c, "layers.0.weight")->name[0] = 'L';
}

static void make_weight_nan(checkpoint *c)
{
    ((real *)tensor_of(c, "layers.0.weight")->data)[3] = (real)NAN;
}

static void make_velocity_infinite(checkpoint *c)
{
    ((real *)tensor_of(c, "velocity.layers.2.bias")->data)[0] = (real)INFINITY;
}

static void make_rank_2(checkpoint *c)
{
    tensor_of(c, "layers.2.bias")->rank = 2;
}

static void name_an_image_twice(checkpoint *c)
{
    int32_t *order = tensor_of(c, "order")->data;
    order[0] = order[1];
}

static void name_an_image_too_many(checkpoint *c)
{
    ((int32_t *)tensor_of(c, "order")->data)[2] = IMAGES;
}

static void name_an_image_below_0(checkpoint *c)
{
    ((int32_t *)tensor_of(c, "order")->data)[2] = -1;
}

static void be_in_the_middle_of_an_epoch(checkpoint *c)
{
    ((int64_t *)tensor_of(c, "counters")->data)[1]++;
}

static void be_beyond_the_end(checkpoint *c)
{
    int64_t *counters = tensor_of(c, "counters")->data;
    counters[0] = EPOCHS + 1;
    counters[1] = counters[0] * IMAGES / 8;
}

static void lose_a_column(checkpoint *c)
{
    tensor_of(c, "log.metrics")->shape[1]--;
}

static void have_one_too_many(checkpoint *c)
{
    tensor_add(&c->state, "stray", TENSOR_U8, 1, (size_t[]){1});
}

static const struct {
    void (*spoil)(checkpoint *c);
    const char *reason;
} spoiled[] = {
    {rename_weight, "no tensor \"layers.0.weight\""},
    {make_weight_nan, "\"layers.0.weight\" holds NaN"},
    {make_velocity_infinite, "\"velocity.layers.2.bias\" holds NaN"},
    {make_rank_2, "tensor \"layers.2.bias\": expected 10 numbers"},
    {name_an_image_twice, "names image"},
    {name_an_image_too_many, "names image 24 of 24"},
    {name_an_image_below_0, "names image -1 of 24"},
    {be_in_the_middle_of_an_epoch, "\"counters\": 7 steps in 2 of 4 epochs"},
    {be_beyond_the_end, "\"counters\": 15 steps in 5 of 4 epochs"},
    {lose_a_column, "tensor \"log.metrics\": expected rows of 10"},
    {have_one_too_many, "tensors, expected"},
};

Test(checkpoint, of_bad_tensors_is_refused_and_changes_nothing)
{
    for (size_t i = 0; i < sizeof spoiled / sizeof *spoiled; i++) {
        scratch s = scratch_new();
        example x, y;
        error e;
        example_new(&x, s.directory, "nesterov");
        train_half(&x);
        example_new(&y, s.directory, "nesterov");
        spoiled[i].spoil(x.r.checkpoint);
        arena memory = {0};
        matrix before = copy_of(&memory, y.r.net->parameters[0].value);
        cr_expect(!checkpoint_restore(x.r.checkpoint, &y.r, &e) &&
                      strstr(e.text, spoiled[i].reason) != NULL,
                  "row %zu: [%s], wanted [%s]", i, e.text, spoiled[i].reason);
        cr_expect(same_bits(before, y.r.net->parameters[0].value) && y.r.epoch == 0,
                  "row %zu: something was changed", i);
        arena_free(&memory);
        example_free(&x);
        example_free(&y);
        scratch_free(&s);
    }
}
