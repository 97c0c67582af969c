#include "sparse_file.h"

#include "sparse_matrix.h"
#include "test_files.h"
#include "test_masks.h"

/* A network 20-9-10 with numbers that a file can hold, half of the weights 0. */
static network *example(uint64_t seed)
{
    network *net = network_of(20, (int[]){9, 0, 0}, 1);
    randomize(net, seed);
    rng r = rng_new(seed, 9);
    for (int i = 0; i < net->parameter_count; i++)
        for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++) {
            real *number = &net->parameters[i].value.data[k];
            *number = (float)*number;
            if (net->parameters[i].decays && rng_below(&r, 2) == 0)
                *number = 0;
        }
    net->parameters[0].value.data[3] = (real)-0.0;
    net->parameters[0].value.data[4] = (real)(float)1e-42; /* without full precision */
    return net;
}

Test(sparse_file, comes_back_bit_for_bit)
{
    for (storage how = 0; how < STORAGES; how++) {
        scratch s = scratch_new();
        const char *path = scratch_path(&s, "model.safetensors");
        network *net = example(1), *back = example(2);
        error e;
        cr_assert(!same_weights(net, back), "both networks begin alike");
        cr_assert(sparse_weights_save(net, how, path, &e), "%s", e.text);
        cr_assert(sparse_weights_load(back, path, &e), "%s", e.text);
        cr_expect(same_weights(net, back), "%s: other weights came back",
                  storage_names[how]);
        network_free(net);
        network_free(back);
        scratch_free(&s);
    }
}

/* Nothing kept, everything kept. */
Test(sparse_file, comes_back_whatever_the_sparsity)
{
    for (storage how = 0; how < STORAGES; how++)
        for (int all = 0; all < 2; all++) {
            scratch s = scratch_new();
            const char *path = scratch_path(&s, "model.safetensors");
            network *net = example(1), *back = example(2);
            for (int i = 0; i < net->parameter_count; i += 2)
                matrix_fill(net->parameters[i].value, (real)all);
            error e;
            cr_assert(sparse_weights_save(net, how, path, &e), "%s", e.text);
            cr_assert(sparse_weights_load(back, path, &e), "%s", e.text);
            cr_expect(same_weights(net, back), "%s: %s came back differently",
                      storage_names[how], all ? "ones" : "zeros");
            network_free(net);
            network_free(back);
            scratch_free(&s);
        }
}

/* Buffers are no parameters, but belong in the file. */
Test(sparse_file, keeps_buffers)
{
    for (storage how = 0; how < STORAGES; how++) {
        scratch s = scratch_new();
        const char *path = scratch_path(&s, "model.safetensors");
        network *net = example(1), *back = example(1);
        network_add_buffer(net, "running_mean", 10)->value.data[3] = (real)0.5;
        parameter *mean = network_add_buffer(back, "running_mean", 10);
        error e;
        cr_assert(sparse_weights_save(net, how, path, &e), "%s", e.text);
        cr_assert(sparse_weights_load(back, path, &e), "%s", e.text);
        cr_expect(mean->value.data[3] == (real)0.5, "%s: %g came back", storage_names[how],
                  (double)mean->value.data[3]);
        network_free(net);
        network_free(back);
        scratch_free(&s);
    }
}

/* The bytes that are said to be needed are those of the arrays in the file. */
Test(sparse_file, takes_as_many_bytes_as_said)
{
    for (storage how = 0; how < STORAGES; how++) {
        scratch s = scratch_new();
        const char *path = scratch_path(&s, "model.safetensors");
        network *net = example(1);
        tensor_file f = {0};
        error e;
        size_t said = 0, found = 0;
        cr_assert(sparse_weights_save(net, how, path, &e), "%s", e.text);
        cr_assert(tensor_file_read(&f, path, &e), "%s", e.text);
        for (int i = 0; i < net->parameter_count; i++)
            said += storage_bytes(&net->parameters[i], how);
        for (int i = 0; i < f.count; i++)
            found += tensor_elements(&f.tensors[i]) * tensor_type_size(f.tensors[i].type);
        cr_expect(said == found, "%s: %zu bytes, said %zu", storage_names[how], found,
                  said);
        tensor_file_free(&f);
        network_free(net);
        scratch_free(&s);
    }
}

/* A parameter of four dimensions is stored like any other. */
Test(sparse_file, takes_convolutions)
{
    for (storage how = STORE_CSR; how < STORAGES; how++) {
        arena memory = {0};
        rng r = rng_new(1, 0);
        parameter p = convolution(&memory, &r);
        for (size_t k = 0; k < 216; k += 2)
            p.value.data[k] = 0;
        tensor_file f = {0};
        size_t place[216], count;
        error e;
        positions_add(&f, &p, how);
        cr_assert(positions_read(&f, &p, how, place, &count, &e), "%s", e.text);
        cr_expect(count == 108, "%s: %zu entries", storage_names[how], count);
        for (size_t k = 0; k < count; k++)
            cr_expect(place[k] == 2 * k + 1, "%s: entry %zu is at %zu", storage_names[how],
                      k, place[k]);
        tensor_file_free(&f);
        arena_free(&memory);
    }
}

/* ---- Hostile files ---- */

/* The file of a network 3-10 whose first row is {1, 0, 2}, all else 0, with one change. */
typedef struct change {
    const char *row;
    storage how;
    const char *tensor; /* whose number `index` becomes `number` */
    int index;
    double number;
    const char *missing; /* left out */
    const char *longer;  /* one number longer, a 0 at the end */
    const char *typed;   /* of another type */
    const char *said;    /* "storage"; NULL: as it is, "": none */
    const char *sentence;
} change;

static bool is(const char *name, const char *other)
{
    return other != NULL && strcmp(name, other) == 0;
}

static void copy_changed(tensor_file *to, const tensor *t, const change *c)
{
    if (is(t->name, c->missing))
        return;
    size_t shape[4] = {t->shape[0], t->shape[1]};
    shape[0] += is(t->name, c->longer);
    tensor_type type = is(t->name, c->typed) ? TENSOR_F64 : t->type;
    void *data = tensor_add(to, t->name, type, t->rank, shape);
    if (type != t->type)
        return;
    memcpy(data, t->data, tensor_elements(t) * tensor_type_size(type));
    if (!is(t->name, c->tensor))
        return;
    if (type == TENSOR_I32)
        ((int32_t *)data)[c->index] = (int32_t)c->number;
    else if (type == TENSOR_I16)
        ((int16_t *)data)[c->index] = (int16_t)c->number;
    else if (type == TENSOR_U8)
        ((uint8_t *)data)[c->index] = (uint8_t)c->number;
    else
        ((float *)data)[c->index] = (float)c->number;
}

static void write_changed(const char *path, const change *c)
{
    network *net = network_of(3, (int[]){0, 0, 0}, 1);
    AT(net->parameters[0].value, 0, 0) = 1;
    AT(net->parameters[0].value, 0, 2) = 2;
    tensor_file f = {0}, changed = {0};
    error e;
    cr_assert(sparse_weights_save(net, c->how, path, &e), "%s", e.text);
    cr_assert(tensor_file_read(&f, path, &e), "%s", e.text);
    for (int i = 0; i < f.count; i++)
        copy_changed(&changed, &f.tensors[i], c);
    tensor_metadata_add(&changed, "architecture", "3 dense 10");
    const char *said = c->said != NULL ? c->said : storage_names[c->how];
    if (said[0] != '\0')
        tensor_metadata_add(&changed, "storage", said);
    cr_assert(tensor_file_write(&changed, path, &e), "%s", e.text);
    tensor_file_free(&f);
    tensor_file_free(&changed);
    network_free(net);
}

#define W "layers.0.weight"
static const change changes[] = {
    {"no storage", STORE_CSR, .said = "", .sentence = "no \"storage\" in the metadata"},
    {"other storage", STORE_CSR, .said = "zip",
     .sentence = "the storage is \"zip\", expected dense, csr or bitmap"},
    {"csr called bitmap", STORE_CSR, .said = "bitmap",
     .sentence = "no tensor \"" W ".bitmap\""},
    {"csr called dense", STORE_CSR, .said = "dense", .sentence = "no tensor \"" W "\""},
    {"no start", STORE_CSR, .missing = W ".start", .sentence = "no tensor \"" W ".start\""},
    {"no column", STORE_CSR, .missing = W ".column",
     .sentence = "no tensor \"" W ".column\""},
    {"no value", STORE_CSR, .missing = W ".value", .sentence = "no tensor \"" W ".value\""},
    {"no bias", STORE_CSR, .missing = "layers.0.bias",
     .sentence = "no tensor \"layers.0.bias\""},
    {"type of start", STORE_CSR, .typed = W ".start",
     .sentence = "tensor \"" W ".start\" holds F64, expected I32"},
    {"type of column", STORE_CSR, .typed = W ".column",
     .sentence = "tensor \"" W ".column\" holds F64, expected I16"},
    {"type of value", STORE_BITMAP, .typed = W ".value",
     .sentence = "tensor \"" W ".value\" holds F64, expected F32"},
    {"type of bitmap", STORE_BITMAP, .typed = W ".bitmap",
     .sentence = "tensor \"" W ".bitmap\" holds F64, expected U8"},
    {"too many rows", STORE_CSR, .longer = W ".start",
     .sentence = W ".start has 12 numbers, expected 11"},
    {"begins late", STORE_CSR, .tensor = W ".start", .index = 0, .number = 1,
     .sentence = W ".start goes from 1 to 2, expected 0 to 2"},
    {"ends early", STORE_CSR, .tensor = W ".start", .index = 10, .number = 1,
     .sentence = W ".start goes from 0 to 1, expected 0 to 2"},
    {"ends below 0", STORE_CSR, .tensor = W ".start", .index = 10, .number = -1,
     .sentence = W ".start goes from 0 to -1, expected 0 to 2"},
    {"falls", STORE_CSR, .tensor = W ".start", .index = 4, .number = 1,
     .sentence = W ".start: row 3 begins at 2 and ends at 1"},
    {"beyond the end", STORE_CSR, .tensor = W ".start", .index = 4, .number = 2000000000,
     .sentence = W ".start: row 4 begins at 2000000000 and ends at 2"},
    {"below 0", STORE_CSR, .tensor = W ".start", .index = 1, .number = -2000000000,
     .sentence = W ".start: row 0 begins at 0 and ends at -2000000000"},
    {"column beyond", STORE_CSR, .tensor = W ".column", .index = 1, .number = 3,
     .sentence = W ".column: entry 1 is 3, expected 0 to 2"},
    {"column below", STORE_CSR, .tensor = W ".column", .index = 0, .number = -1,
     .sentence = W ".column: entry 0 is -1, expected 0 to 2"},
    {"column twice", STORE_CSR, .tensor = W ".column", .index = 1, .number = 0,
     .sentence = W ".column: entry 1 is 0, expected more than the 0 before it in row 0"},
    {"more columns", STORE_CSR, .longer = W ".column",
     .sentence = W ".start goes from 0 to 2, expected 0 to 3"},
    {"more values", STORE_CSR, .longer = W ".value",
     .sentence = W ".value has 3 numbers, expected 2, one for each position"},
    {"NaN", STORE_CSR, .tensor = W ".value", .index = 1, .number = NAN,
     .sentence = "tensor \"" W ".value\" holds NaN or infinity"},
    {"infinity", STORE_BITMAP, .tensor = W ".value", .index = 0, .number = INFINITY,
     .sentence = "tensor \"" W ".value\" holds NaN or infinity"},
    {"NaN in a bias", STORE_BITMAP, .tensor = "layers.0.bias", .index = 0, .number = NAN,
     .sentence = "tensor \"layers.0.bias\" holds NaN or infinity"},
    {"long bitmap", STORE_BITMAP, .longer = W ".bitmap",
     .sentence = W ".bitmap has 5 bytes, expected 4 for 30 numbers"},
    {"bits beyond", STORE_BITMAP, .tensor = W ".bitmap", .index = 3, .number = 64,
     .sentence = W ".bitmap: bit 30 is set, there are 30 numbers"},
    {"more bits", STORE_BITMAP, .tensor = W ".bitmap", .index = 2, .number = 1,
     .sentence = W ".value has 2 numbers, expected 3, one for each position"},
    {"fewer bits", STORE_BITMAP, .tensor = W ".bitmap", .index = 0, .number = 1,
     .sentence = W ".value has 2 numbers, expected 1, one for each position"},
};

Test(sparse_file, refuses_what_is_wrong)
{
    scratch s = scratch_new();
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        network *net = network_of(3, (int[]){0, 0, 0}, 1);
        network *kept = network_of(3, (int[]){0, 0, 0}, 1);
        randomize(net, 5);
        randomize(kept, 5);
        const char *path = scratch_path(&s, "model.safetensors");
        write_changed(path, &changes[i]);
        error e;
        bool accepted = sparse_weights_load(net, path, &e);
        expect_sentence(changes[i].row, accepted, e.text, path, changes[i].sentence);
        cr_expect(same_weights(net, kept), "%s: the network has changed", changes[i].row);
        network_free(net);
        network_free(kept);
    }
    scratch_free(&s);
}

/* The table above begins from files that are right. */
Test(sparse_file, takes_what_is_right)
{
    scratch s = scratch_new();
    for (storage how = 0; how < STORAGES; how++) {
        network *net = network_of(3, (int[]){0, 0, 0}, 1);
        randomize(net, 5);
        const char *path = scratch_path(&s, "model.safetensors");
        write_changed(path, &(change){.row = "nothing", .how = how});
        error e;
        cr_assert(sparse_weights_load(net, path, &e), "%s", e.text);
        matrix w = net->parameters[0].value;
        cr_expect(AT(w, 0, 0) == 1 && AT(w, 0, 2) == 2 && zeros_of(w) == 28,
                  "%s: other weights", storage_names[how]);
        network_free(net);
    }
    scratch_free(&s);
}

/* Bytes changed at random: accepted or refused, with a sentence and without a crash. */
Test(sparse_file, survives_random_damage)
{
    scratch s = scratch_new();
    rng r = rng_new(7, 0);
    for (int round = 0; round < 400; round++) {
        network *net = example(1);
        const char *path = scratch_path(&s, "model.safetensors");
        uint8_t bytes[4096];
        error e = {""};
        cr_assert(sparse_weights_save(net, 1 + (storage)(round % 2), path, &e));
        FILE *stream = fopen(path, "rb");
        size_t size = fread(bytes, 1, sizeof bytes, stream);
        fclose(stream);
        cr_assert(size < sizeof bytes, "the file is larger than was thought");
        uint64_t header;
        memcpy(&header, bytes, sizeof header);
        for (int n = 0; n < 3; n++)
            bytes[8 + header + rng_below(&r, (uint32_t)(size - 8 - header))] ^=
                (uint8_t)(1 << rng_below(&r, 8));
        scratch_file(&s, "model.safetensors", bytes, size);
        bool accepted = sparse_weights_load(net, path, &e);
        cr_expect(accepted || strlen(e.text) > strlen(path), "round %d: [%s]", round,
                  e.text);
        network_free(net);
    }
    scratch_free(&s);
}

Test(sparse_file, says_that_a_matrix_is_too_wide)
{
    scratch s = scratch_new();
    network *net = network_of(SPARSE_MAX_COLUMNS + 1, (int[]){0, 0, 0}, 1);
    const char *path = scratch_path(&s, "model.safetensors");
    error e;
    cr_expect(storage_fits(&net->parameters[0], STORE_BITMAP), "a bitmap does not fit");
    cr_expect(!sparse_weights_save(net, STORE_CSR, path, &e) &&
                  strstr(e.text, "32769 columns") != NULL,
              "said [%s]", e.text);
    network_free(net);
    scratch_free(&s);
}
