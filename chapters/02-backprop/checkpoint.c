#include "checkpoint.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "clock.h"
#include "weights.h"

enum { NAME_SIZE = 64, COUNTERS = 4, GENERATOR = 2, TABLES = 3 };
enum { SLOTS = 3 * NETWORK_PARAMETERS + NETWORK_BUFFERS + 3 };

static const tensor_type REAL = sizeof(real) == sizeof(float) ? TENSOR_F32 : TENSOR_F64;
static const char *const table_names[TABLES] = {"log.metrics", "log.classes",
                                                "log.confusion"};

/* An array of the run that a checkpoint keeps. */
typedef struct slot {
    char name[NAME_SIZE];
    tensor_type type;
    size_t count;
    void *data;
} slot;

/* All of them. What the run has as single numbers stands here as arrays meanwhile. */
typedef struct slots {
    int count;
    slot list[SLOTS];
    int64_t counters[COUNTERS], generator[GENERATOR];
} slots;

static void add_slot(slots *s, const char *prefix, const char *name, tensor_type type,
                     size_t count, void *data)
{
    slot *new = &s->list[s->count++];
    *new = (slot){.type = type, .count = count, .data = data};
    snprintf(new->name, sizeof new->name, "%s%s", prefix, name);
}

static void add_memory(slots *s, const char *prefix, const optimizer *o,
                       const matrix *memory)
{
    for (int i = 0; i < o->parameter_count; i++)
        if (memory[i].data != NULL)
            add_slot(s, prefix, o->parameters[i].name, REAL, matrix_size(memory[i]),
                     memory[i].data);
}

static void list_slots(slots *s, training_run *r)
{
    const training *t = &r->training;
    s->count = 0;
    for (int i = 0; i < weights_count(r->net); i++) {
        const parameter *p = weights_at(r->net, i);
        add_slot(s, "", p->name, REAL, matrix_size(p->value), p->value.data);
    }
    add_memory(s, "velocity.", &t->optimizer, t->optimizer.velocity);
    add_memory(s, "square.", &t->optimizer, t->optimizer.square);
    add_slot(s, "", "order", TENSOR_I32, (size_t)r->train_images.count, t->order);
    add_slot(s, "", "counters", TENSOR_I64, COUNTERS, s->counters);
    if (t->shuffler != NULL)
        add_slot(s, "", "generator", TENSOR_I64, GENERATOR, s->generator);
}

static void numbers_to_slots(slots *s, const training_run *r)
{
    const training *t = &r->training;
    int64_t counters[COUNTERS] = {r->epoch, t->step, t->first, t->optimizer.steps};
    memcpy(s->counters, counters, sizeof counters);
    if (t->shuffler != NULL) {
        s->generator[0] = (int64_t)t->shuffler->state;
        s->generator[1] = (int64_t)t->shuffler->increment;
    }
}

static void numbers_from_slots(const slots *s, training_run *r)
{
    training *t = &r->training;
    r->epoch = (int)s->counters[0];
    t->step = (long)s->counters[1];
    t->first = (long)s->counters[2];
    t->optimizer.steps = (long)s->counters[3];
    if (t->shuffler != NULL)
        *t->shuffler = (rng){.state = (uint64_t)s->generator[0],
                             .increment = (uint64_t)s->generator[1]};
}

/* A number that changes when a pixel or a label does. */
static unsigned long checksum(const dataset *d)
{
    size_t pixels = (size_t)d->count * (size_t)(d->height * d->width);
    return crc32_z(crc32_z(0, d->pixels, pixels), d->labels, (size_t)d->count);
}

void checkpoint_describe(checkpoint *c, const training_run *r, const char *more)
{
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(r->net, architecture);
    const options *o = r->o;
    const training_settings *s = r->s;
    snprintf(c->run, sizeof c->run,
             "%s --epochs %d --batch %d --rate %.17g --seed %d --validation %d --images %d "
             "--optimizer %s --schedule %s --momentum %.17g --decay %.17g --init %s "
             "--every %d%s; images with checksum %08lx",
             architecture, o->epochs, o->batch, o->rate, o->seed, o->validation, s->images,
             s->optimizer, s->schedule, s->momentum, s->decay, s->init, s->every, more,
             checksum(&r->train_images));
}

static table_file *table(training_run *r, int i)
{
    table_file *tables[TABLES] = {&r->log.metrics, &r->log.classes, &r->log.confusion};
    return tables[i];
}

void checkpoint_take(checkpoint *c, training_run *r)
{
    slots s;
    tensor_file_free(&c->state);
    tensor_metadata_add(&c->state, "run", c->run);
    list_slots(&s, r);
    numbers_to_slots(&s, r);
    for (int i = 0; i < s.count; i++) {
        const slot *from = &s.list[i];
        void *to = tensor_add(&c->state, from->name, from->type, 1, &from->count);
        memcpy(to, from->data, from->count * tensor_type_size(from->type));
    }
    for (int i = 0; i < TABLES; i++) {
        const table_file *from = table(r, i);
        size_t shape[] = {(size_t)from->rows, (size_t)from->columns};
        void *to = tensor_add(&c->state, table_names[i], TENSOR_F64, 2, shape);
        if (from->rows > 0)
            memcpy(to, from->values, shape[0] * shape[1] * sizeof *from->values);
    }
}

static bool check_slot(const tensor_file *file, const slot *s, error *e)
{
    const tensor *t = tensor_find(file, s->name);
    if (t == NULL)
        return error_set(e, "no tensor \"%s\"", s->name);
    if (t->type != s->type || t->rank != 1 || t->shape[0] != s->count)
        return error_set(e, "tensor \"%s\": expected %zu numbers of type %s", s->name,
                         s->count, tensor_type_name(s->type));
    if (!tensor_is_finite(t))
        return error_set(e, "tensor \"%s\" holds NaN or infinity", s->name);
    return true;
}

static bool check_table(const tensor_file *file, const char *name, const table_file *into,
                        error *e)
{
    const tensor *t = tensor_find(file, name);
    if (t == NULL)
        return error_set(e, "no tensor \"%s\"", name);
    if (t->type != TENSOR_F64 || t->rank != 2 || t->shape[1] != (size_t)into->columns)
        return error_set(e, "tensor \"%s\": expected rows of %d F64", name, into->columns);
    return true;
}

/* An order names each image once. */
static bool check_order(const tensor_file *file, const training_run *r, error *e)
{
    const int32_t *order = tensor_find(file, "order")->data;
    int images = r->train_images.count;
    bool *named = arena_alloc(&r->net->memory, (size_t)images, sizeof *named);
    for (int i = 0; i < images; i++) {
        if (order[i] < 0 || order[i] >= images)
            return error_set(e, "\"order\" names image %d of %d", order[i], images);
        if (named[order[i]])
            return error_set(e, "\"order\" names image %d twice", order[i]);
        named[order[i]] = true;
    }
    return true;
}

/* Counters are those of an epoch's end. */
static bool check_counters(const tensor_file *file, const training_run *r, error *e)
{
    const int64_t *counters = tensor_find(file, "counters")->data;
    if (counters[0] < 0 || counters[0] > r->o->epochs ||
        counters[1] != counters[0] * training_epoch_steps(&r->training))
        return error_set(e, "\"counters\": %lld steps in %lld of %d epochs",
                         (long long)counters[1], (long long)counters[0], r->o->epochs);
    return true;
}

static bool check_all(const checkpoint *c, const slots *s, training_run *r, error *e)
{
    for (int i = 0; i < s->count; i++)
        if (!check_slot(&c->state, &s->list[i], e))
            return false;
    for (int i = 0; i < TABLES; i++)
        if (!check_table(&c->state, table_names[i], table(r, i), e))
            return false;
    if (c->state.count != s->count + TABLES)
        return error_set(e, "%d tensors, expected %d", c->state.count, s->count + TABLES);
    return check_order(&c->state, r, e) && check_counters(&c->state, r, e);
}

bool checkpoint_restore(const checkpoint *c, training_run *r, error *e)
{
    slots s;
    list_slots(&s, r);
    if (!check_all(c, &s, r, e))
        return false;
    for (int i = 0; i < s.count; i++) {
        slot *to = &s.list[i];
        memcpy(to->data, tensor_find(&c->state, to->name)->data,
               to->count * tensor_type_size(to->type));
    }
    numbers_from_slots(&s, r);
    for (int i = 0; i < TABLES; i++) {
        const tensor *t = tensor_find(&c->state, table_names[i]);
        table(r, i)->rows = 0;
        if (!table_rows(table(r, i), t->data, (int)t->shape[0], e))
            return false;
    }
    return true;
}

bool checkpoint_write(checkpoint *c, const char *path, error *e)
{
    c->written = clock_seconds();
    return tensor_file_write(&c->state, path, e);
}

static bool check_run(const checkpoint *c, error *e)
{
    const char *found = tensor_metadata(&c->state, "run");
    if (found == NULL)
        return error_set(e, "no \"run\" in the metadata: not a checkpoint");
    if (strcmp(found, c->run) != 0)
        return error_set(e, "a checkpoint of another run: \"%s\", expected \"%s\"", found,
                         c->run);
    return true;
}

bool checkpoint_read(checkpoint *c, const char *path, error *e)
{
    tensor_file_free(&c->state);
    return tensor_file_read(&c->state, path, e) &&
           (check_run(c, e) || error_prefix(e, "%s", path));
}
