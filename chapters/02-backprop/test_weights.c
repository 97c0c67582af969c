#include "weights.h"

#include "half.h"
#include "test_files.h"
#include "test_networks.h"

static network *example(uint64_t seed)
{
    network *net = network_of(6, (int[]){4, 10, 0}, 1);
    randomize(net, seed);
    return net;
}

Test(weights, architecture_in_words)
{
    static const struct {
        int inputs, hidden[TEST_HIDDEN];
        const char *wanted;
    } rows[] = {
        {784, {128, 64, 0}, "784 dense 128 relu dense 64 relu dense 10"},
        {784, {10, 0, 0}, "784 dense 10 relu dense 10"},
        {5, {0}, "5 dense 10"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[ARCHITECTURE_SIZE];
        network *net = network_of(rows[i].inputs, rows[i].hidden, 1);
        network_architecture(net, text);
        cr_expect(strcmp(text, rows[i].wanted) == 0, "[%s], wanted [%s]", text,
                  rows[i].wanted);
        network_free(net);
    }
}

Test(weights, come_back_bit_for_bit)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "model.safetensors");
    network *net = example(1), *back = example(2);
    for (int i = 0; i < net->parameter_count; i++) /* what a file can hold */
        for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++)
            net->parameters[i].value.data[k] = (float)net->parameters[i].value.data[k];
    net->parameters[0].value.data[0] = (real)-0.0;
    net->parameters[0].value.data[1] = (real)1e-42; /* a float without full precision */
    net->parameters[0].value.data[1] = (float)net->parameters[0].value.data[1];
    error e;
    cr_assert(!same_weights(net, back), "both networks begin alike");
    cr_assert(weights_save(net, path, &e), "%s", e.text);
    cr_assert(weights_load(back, path, &e), "%s", e.text);
    cr_expect(same_weights(net, back), "other weights came back");
    network_free(net);
    network_free(back);
    scratch_free(&s);
}

/* In half precision, what comes back is each number's nearest half; buffers are kept as well. */
Test(weights, in_half_precision)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "half.safetensors");
    network *net = example(1), *back = example(2);
    network *nets[] = {net, back};
    for (int i = 0; i < 2; i++)
        network_add_buffer(nets[i], "running_mean", 3)->value.data[2] = (real)(i + 0.1);
    error e;
    cr_assert(weights_save_half(net, path, &e), "%s", e.text);
    cr_assert(weights_load(back, path, &e), "%s", e.text);
    for (int i = 0; i < weights_count(net); i++)
        for (size_t k = 0; k < matrix_size(weights_at(net, i)->value); k++) {
            float x = (float)weights_at(net, i)->value.data[k],
                  y = (float)weights_at(back, i)->value.data[k];
            cr_expect(y == half_to_float(half_from_float(x)), "%s: %.9g came back as %.9g",
                      weights_at(net, i)->name, (double)x, (double)y);
        }
    cr_expect(weights_count(net) == 7, "%d tensors", weights_count(net));
    network_free(net);
    network_free(back);
    scratch_free(&s);
}

Test(weights, have_names_and_shapes_of_pytorch)
{
    static const struct {
        const char *name;
        int rank;
        size_t shape[2];
    } wanted[] = {{"layers.0.weight", 2, {4, 6}},   {"layers.0.bias", 1, {4}},
                  {"layers.2.weight", 2, {10, 4}},  {"layers.2.bias", 1, {10}},
                  {"layers.4.weight", 2, {10, 10}}, {"layers.4.bias", 1, {10}}};
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "model.safetensors");
    network *net = example(1);
    tensor_file f = {0};
    error e;
    cr_assert(weights_save(net, path, &e), "%s", e.text);
    cr_assert(tensor_file_read(&f, path, &e), "%s", e.text);
    cr_assert(f.count == 6, "%d tensors", f.count);
    for (int i = 0; i < 6; i++) {
        tensor *t = &f.tensors[i];
        cr_expect(strcmp(t->name, wanted[i].name) == 0 && t->type == TENSOR_F32 &&
                      t->rank == wanted[i].rank && t->shape[0] == wanted[i].shape[0] &&
                      (t->rank == 1 || t->shape[1] == wanted[i].shape[1]),
                  "tensor %d: %s %s, rank %d, %zu x ...", i, t->name,
                  tensor_type_name(t->type), t->rank, t->shape[0]);
        for (size_t k = 0; k < tensor_elements(t); k++)
            cr_expect(((float *)t->data)[k] == (float)net->parameters[i].value.data[k],
                      "%s: number %zu", t->name, k);
    }
    const char *architecture = tensor_metadata(&f, "architecture");
    cr_expect(architecture != NULL &&
                  strcmp(architecture, "6 dense 4 relu dense 10 relu dense 10") == 0,
              "architecture [%s]", architecture != NULL ? architecture : "none");
    tensor_file_free(&f);
    network_free(net);
    scratch_free(&s);
}

/* A file like the example's network, but for what a row of the table changes. */
typedef struct change {
    const char *row;
    const char *architecture; /* NULL: none */
    int missing;              /* tensor left out, -1: none */
    int shaped, rank;         /* tensor given another shape, and its rank */
    size_t shape[2];
    int typed; /* tensor of another type */
    int odd;   /* tensor that holds `number` */
    float number;
    bool one_more;
    const char *sentence;
} change;

static void write_changed(const network *net, const change *c, const char *path)
{
    tensor_file f = {0};
    if (c->architecture != NULL)
        tensor_metadata_add(&f, "architecture", c->architecture);
    for (int i = 0; i < net->parameter_count; i++) {
        const parameter *p = &net->parameters[i];
        if (i == c->missing)
            continue;
        bool shaped = i == c->shaped;
        float *numbers =
            tensor_add(&f, p->name, i == c->typed ? TENSOR_I32 : TENSOR_F32,
                       shaped ? c->rank : p->rank, shaped ? c->shape : p->shape);
        if (i == c->odd)
            numbers[1] = c->number;
    }
    if (c->one_more)
        tensor_add(&f, "layers.6.bias", TENSOR_F32, 1, (size_t[]){10});
    error e;
    cr_assert(tensor_file_write(&f, path, &e), "%s", e.text);
    tensor_file_free(&f);
}

#define RIGHT "6 dense 4 relu dense 10 relu dense 10"
#define NONE .missing = -1, .shaped = -1, .typed = -1, .odd = -1

Test(weights, refuses_what_does_not_fit)
{
    static const change rows[] = {
        {"no architecture", NULL, NONE,
         .sentence = "no \"architecture\" in the metadata, expected \"" RIGHT "\""},
        {"another", "6 dense 5 relu dense 10 relu dense 10", NONE,
         .sentence =
             "a network \"6 dense 5 relu dense 10 relu dense 10\", expected \"" RIGHT "\""},
        {"fewer layers", "6 dense 10", NONE,
         .sentence = "a network \"6 dense 10\", expected \"" RIGHT "\""},
        {"longer", RIGHT " relu", NONE,
         .sentence = "a network \"" RIGHT " relu\", expected \"" RIGHT "\""},
        {"first missing", RIGHT, .missing = 0, .shaped = -1, .typed = -1, .odd = -1,
         .sentence = "no tensor \"layers.0.weight\""},
        {"last missing", RIGHT, .missing = 5, .shaped = -1, .typed = -1, .odd = -1,
         .sentence = "no tensor \"layers.4.bias\""},
        {"turned", RIGHT, .missing = -1, .shaped = 0, .rank = 2, .shape = {6, 4},
         .typed = -1, .odd = -1,
         .sentence =
             "tensor \"layers.0.weight\" has another shape than the network's 4 x 6"},
        {"flat", RIGHT, .missing = -1, .shaped = 2, .rank = 1, .shape = {40}, .typed = -1,
         .odd = -1,
         .sentence =
             "tensor \"layers.2.weight\" has another shape than the network's 10 x 4"},
        {"bias as a column", RIGHT, .missing = -1, .shaped = 1, .rank = 2, .shape = {4, 1},
         .typed = -1, .odd = -1,
         .sentence = "tensor \"layers.0.bias\" has another shape than the network's 4 x 1"},
        {"short bias", RIGHT, .missing = -1, .shaped = 5, .rank = 1, .shape = {9},
         .typed = -1, .odd = -1,
         .sentence =
             "tensor \"layers.4.bias\" has another shape than the network's 10 x 1"},
        {"type", RIGHT, .missing = -1, .shaped = -1, .typed = 3, .odd = -1,
         .sentence = "tensor \"layers.2.bias\" holds I32, expected F32 or F16"},
        {"NaN", RIGHT, .missing = -1, .shaped = -1, .typed = -1, .odd = 4, .number = NAN,
         .sentence = "tensor \"layers.4.weight\" holds NaN or infinity"},
        {"infinity", RIGHT, .missing = -1, .shaped = -1, .typed = -1, .odd = 5,
         .number = -INFINITY, .sentence = "tensor \"layers.4.bias\" holds NaN or infinity"},
        {"one more", RIGHT, NONE, .one_more = true, .sentence = "7 tensors, expected 6"},
    };
    scratch s = scratch_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        network *net = example(3), *kept = example(3);
        const char *path = scratch_path(&s, "model.safetensors");
        write_changed(net, &rows[i], path);
        error e;
        bool accepted = weights_load(net, path, &e);
        expect_sentence(rows[i].row, accepted, e.text, path, rows[i].sentence);
        cr_expect(same_weights(net, kept), "%s: the network has changed", rows[i].row);
        network_free(net);
        network_free(kept);
    }
    scratch_free(&s);
}

/* The table above begins from a file that is right. */
Test(weights, takes_what_fits)
{
    static const change nothing = {"nothing", RIGHT, NONE};
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "model.safetensors");
    network *net = example(3);
    write_changed(net, &nothing, path);
    error e;
    cr_assert(weights_load(net, path, &e), "%s", e.text);
    for (int i = 0; i < net->parameter_count; i++)
        for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++)
            cr_expect(net->parameters[i].value.data[k] == 0, "%s is not taken",
                      net->parameters[i].name);
    network_free(net);
    scratch_free(&s);
}

Test(weights, refuses_what_is_no_weight_file)
{
    scratch s = scratch_new();
    network *net = example(3), *kept = example(3);
    error e;
    bool accepted = weights_load(net, scratch_path(&s, "none"), &e);
    cr_expect(!accepted && strncmp(e.text, s.path, strlen(s.path)) == 0, "absent: [%s]",
              accepted ? "accepted" : e.text);
    accepted = weights_load(net, scratch_file(&s, "text", "no weights here", 15), &e);
    cr_expect(!accepted && strncmp(e.text, s.path, strlen(s.path)) == 0, "text: [%s]",
              accepted ? "accepted" : e.text);
    cr_expect(same_weights(net, kept), "the network has changed");
    network_free(net);
    network_free(kept);
    scratch_free(&s);
}

Test(weights, are_not_saved_into_nowhere)
{
    scratch s = scratch_new();
    network *net = example(3);
    error e;
    bool saved = weights_save(net, scratch_path(&s, "no/model.safetensors"), &e);
    cr_expect(!saved && strstr(e.text, s.path) != NULL, "said [%s]",
              saved ? "saved" : e.text);
    network_free(net);
    scratch_free(&s);
}
