#include "integer_file.h"

#include <stdio.h>

#include "coded_file.h"
#include "test_files.h"
#include "test_quantized.h"

static bool same_layers(const integer_network *a, const integer_network *b)
{
    if (a->layer_count != b->layer_count || a->inputs != b->inputs ||
        a->logit_scale != b->logit_scale)
        return false;
    for (int n = 0; n < a->layer_count; n++) {
        const integer_layer *x = &a->layers[n], *y = &b->layers[n];
        size_t rows = (size_t)x->rows;
        if (x->type != y->type || x->inputs != y->inputs || x->outputs != y->outputs ||
            x->rows != y->rows || x->cols != y->cols || x->weight_bits != y->weight_bits ||
            x->zero_point != y->zero_point || x->lowest != y->lowest ||
            x->highest != y->highest ||
            memcmp(x->weight, y->weight, rows * (size_t)x->cols) != 0 ||
            memcmp(x->bias, y->bias, rows * sizeof *x->bias) != 0 ||
            memcmp(x->multiplier, y->multiplier, rows * sizeof *x->multiplier) != 0 ||
            memcmp(x->shift, y->shift, rows) != 0)
            return false;
    }
    return true;
}

/* 6-4-10 with random weights, some of them 0; activations are set by hand. */
static integer_network *example(int bits, int zeros_in_ten)
{
    network *net = network_of(6, (int[]){4, 0, 0}, 1);
    randomize(net, 4);
    rng r = rng_new(5, 0);
    for (int i = 0; i < 4; i += 2)
        for (size_t k = 0; k < matrix_size(net->parameters[i].value); k++)
            if (rng_below(&r, 10) < (uint32_t)zeros_in_ten)
                net->parameters[i].value.data[k] = 0;
    fake_settings s = settings_of(SCHEME_SYMMETRIC, bits, true);
    s.activation_bits = 0;
    fake_quantization f;
    fake_quantization_begin(&f, &s, net, NULL, 0);
    f.outputs[1] = quantizer_new(ASYMMETRIC, 8, 0, 2);
    integer_network *whole = integer_network_of(&f, 1);
    network_free(net);
    return whole;
}

Test(integer_file, comes_back_bit_for_bit)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    for (int bits = 2; bits <= 8; bits++)
        for (int zeros = 0; zeros <= 10; zeros += 5) {
            integer_network *net = example(bits, zeros);
            error e;
            cr_assert(integer_save(net, path, &e), "%s", e.text);
            integer_network *back = integer_load(path, 3, &e);
            cr_assert(back != NULL, "%d bits: %s", bits, e.text);
            cr_expect(same_layers(net, back), "%d bits, %d zeros in ten: another network",
                      bits, zeros);
            cr_expect(back->capacity == 3 && back->widest == 10, "room for %d x %d",
                      back->capacity, back->widest);
            integer_network_free(net);
            integer_network_free(back);
        }
    scratch_free(&s);
}

Test(integer_file, packs_and_leaves_out_zeros)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    static const struct {
        int bits, zeros;
        const char *name;
        tensor_type type;
        size_t bytes;
    } rows[] = {{8, 0, "layers.0.weight", TENSOR_I8, 24},
                {4, 0, "layers.0.weight", TENSOR_U8, 12},
                {2, 0, "layers.2.weight", TENSOR_U8, 10},
                {8, 10, "layers.0.weight.bitmap", TENSOR_U8, 3},
                {8, 10, "layers.0.weight.value", TENSOR_U8, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        integer_network *net = example(rows[i].bits, rows[i].zeros);
        tensor_file f;
        error e;
        cr_assert(integer_save(net, path, &e) && tensor_file_read(&f, path, &e), "%s",
                  e.text);
        const tensor *t = tensor_find(&f, rows[i].name);
        cr_expect(t != NULL && t->type == rows[i].type &&
                      tensor_elements(t) == rows[i].bytes,
                  "row %zu: no %s of %zu bytes", i, rows[i].name, rows[i].bytes);
        tensor_file_free(&f);
        integer_network_free(net);
    }
    scratch_free(&s);
}

/* --- what a hostile file may say ------------------------------------------------------- */

typedef struct change {
    const char *row, *key, *value; /* metadata to replace; a NULL value leaves it out */
    const char *tensor;            /* to change: */
    int drop, type, rank, place;   /* leave it out; another type; rank; number `place` */
    int64_t number;                /* becomes this */
    const char *sentence;
} change;

static void copy_tensor(tensor_file *to, const tensor *t, const change *c)
{
    bool changed = c->tensor != NULL && strcmp(t->name, c->tensor) == 0;
    if (changed && c->drop)
        return;
    tensor_type type = changed && c->type ? (tensor_type)c->type : t->type;
    uint8_t *data =
        tensor_add(to, t->name, type, changed && c->rank ? c->rank : t->rank,
                   changed && c->rank ? (size_t[]){1, tensor_elements(t)} : t->shape);
    size_t size = tensor_type_size(t->type);
    if (type == t->type)
        memcpy(data, t->data, tensor_elements(t) * size);
    if (changed && !c->type && !c->rank)
        memcpy(data + (size_t)c->place * size, &c->number,
               size); /* little-endian, as files */
}

static void write_changed(const char *path, const change *c)
{
    tensor_file from, to = {0};
    error e;
    cr_assert(tensor_file_read(&from, path, &e), "%s", e.text);
    for (int i = 0; i < from.metadata_count; i++) {
        const char *key = from.metadata[2 * i], *value = from.metadata[2 * i + 1];
        if (c->key != NULL && strcmp(key, c->key) == 0)
            value = c->value;
        if (value != NULL)
            tensor_metadata_add(&to, key, value);
    }
    for (int i = 0; i < from.count; i++)
        copy_tensor(&to, &from.tensors[i], c);
    if (c->row[0] == '+')
        tensor_add(&to, "one.more", TENSOR_U8, 1, (size_t[]){1});
    cr_assert(tensor_file_write(&to, path, &e), "%s", e.text);
    tensor_file_free(&from);
    tensor_file_free(&to);
}

#define EXPECTED_ARCHITECTURE                                                              \
    "\", expected one like \"784 dense 64 relu dense 10\" with the weights of each dense " \
    "layer"

Test(integer_file, refuses_what_does_not_fit)
{
    static const change rows[] = {
        {.row = "no format",
         .key = "format",
         .sentence = "format \"\", expected \"integer\""},
        {.row = "format",
         .key = "format",
         .value = "coded",
         .sentence = "format \"coded\", expected \"integer\""},
        {.row = "no architecture",
         .key = "architecture",
         .sentence = "architecture \"" EXPECTED_ARCHITECTURE},
        {.row = "words",
         .key = "architecture",
         .value = "six dense ten",
         .sentence = "architecture \"six dense ten" EXPECTED_ARCHITECTURE},
        {.row = "huge",
         .key = "architecture",
         .value = "6 dense 65536 relu dense 10",
         .sentence = "architecture \"6 dense 65536 relu dense 10" EXPECTED_ARCHITECTURE},
        {.row = "no units",
         .key = "architecture",
         .value = "6 dense 0 relu dense 10",
         .sentence = "architecture \"6 dense 0 relu dense 10" EXPECTED_ARCHITECTURE},
        {.row = "more",
         .key = "architecture",
         .value = "6 dense 4 relu dense 10 relu",
         .sentence = "architecture \"6 dense 4 relu dense 10 relu" EXPECTED_ARCHITECTURE},
        {.row = "classes",
         .key = "architecture",
         .value = "6 dense 4",
         .sentence = "architecture \"6 dense 4" EXPECTED_ARCHITECTURE},
        {.row = "inputs",
         .key = "architecture",
         .value = "60000 dense 4 relu dense 10",
         .sentence = "architecture \"60000 dense 4 relu dense 10" EXPECTED_ARCHITECTURE},
        {.row = "bits",
         .key = "bits",
         .value = "8",
         .sentence = "bits \"8\", expected 2 numbers from 2 to 8"},
        {.row = "bits 9",
         .key = "bits",
         .value = "8 9",
         .sentence = "bits \"8 9\", expected 2 numbers from 2 to 8"},
        {.row = "no bits",
         .key = "bits",
         .sentence = "bits \"\", expected 2 numbers from 2 to 8"},
        {.row = "no scale",
         .key = "logit_scale",
         .sentence = "logit_scale \"\", expected a number above 0"},
        {.row = "scale nan",
         .key = "logit_scale",
         .value = "nan",
         .sentence = "logit_scale \"nan\", expected a number above 0"},
        {.row = "scale text",
         .key = "logit_scale",
         .value = "1x",
         .sentence = "logit_scale \"1x\", expected a number above 0"},
        {.row = "no bias",
         .tensor = "layers.0.bias",
         .drop = 1,
         .sentence = "no tensor \"layers.0.bias\""},
        {.row = "no shift",
         .tensor = "layers.2.shift",
         .drop = 1,
         .sentence = "no tensor \"layers.2.shift\""},
        {.row = "type",
         .tensor = "layers.0.weight",
         .type = TENSOR_U8,
         .sentence = "tensor \"layers.0.weight\" holds U8, expected I8"},
        {.row = "rank",
         .tensor = "layers.0.bias",
         .rank = 2,
         .sentence = "tensor \"layers.0.bias\" has another shape than 4 x 1"},
        {.row = "multiplier",
         .tensor = "layers.0.multiplier",
         .place = 1,
         .number = -1,
         .sentence = "layer 0: multiplier -1 of row 1, expected 0 to 2^24 - 1"},
        {.row = "large multiplier",
         .tensor = "layers.2.multiplier",
         .number = 1 << 24,
         .sentence = "layer 2: multiplier 16777216 of row 0, expected 0 to 2^24 - 1"},
        {.row = "shift 0",
         .tensor = "layers.0.shift",
         .sentence = "layer 0: shift 0 of row 0, expected 1 to 52"},
        {.row = "shift 64",
         .tensor = "layers.2.shift",
         .place = 3,
         .number = 64,
         .sentence = "layer 2: shift 64 of row 3, expected 1 to 52"},
        {.row = "zero point",
         .tensor = "layers.0.output",
         .number = 256,
         .sentence = "layer 0: outputs from 0 to 255 with zero point 256, which cannot be"},
        {.row = "ends",
         .tensor = "layers.0.output",
         .place = 1,
         .number = 300,
         .sentence = "layer 0: outputs from 300 to 255 with zero point 0, which cannot be"},
        {.row = "highest",
         .tensor = "layers.0.output",
         .place = 2,
         .number = 256,
         .sentence = "layer 0: outputs from 0 to 256 with zero point 0, which cannot be"},
        {.row = "+ one more", .sentence = "11 tensors, expected 10"},
    };
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        integer_network *net = example(8, 0), *back;
        error e;
        cr_assert(integer_save(net, path, &e), "%s", e.text);
        write_changed(path, &rows[i]);
        back = integer_load(path, 1, &e);
        expect_sentence(rows[i].row, back != NULL, e.text, path, rows[i].sentence);
        integer_network_free(net);
        integer_network_free(back);
    }
    scratch_free(&s);
}

/* Sums that a 32-bit number would not hold, and outputs that would not fit. */
Test(integer_file, refuses_numbers_that_overflow)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    for (int row = 0; row < 2; row++) {
        integer_network *net = example(8, 0);
        error e;
        if (row == 0)
            net->layers[0].bias[2] = INT32_MIN;
        net->layers[1].shift[0] = row == 1 ? 1 : net->layers[1].shift[0];
        cr_assert(integer_save(net, path, &e), "%s", e.text);
        integer_network *back = integer_load(path, 1, &e);
        cr_expect(back == NULL, "row %d: accepted", row);
        cr_expect(strstr(e.text, row == 0 ? "layer 0: sums of row 2 can reach 2147"
                                          : "layer 2: outputs of row 0 do not fit") != NULL,
                  "row %d: said [%s]", row, e.text);
        integer_network_free(back);
        integer_network_free(net);
    }
    scratch_free(&s);
}

/* --- coded weights --------------------------------------------------------------------- */

Test(coded_file, comes_back_bit_for_bit)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    for (int of = 0; of < SCHEMES; of++)
        for (int bits = 2; bits <= 8; bits += 3) {
            network *net = network_of(6, (int[]){4, 0, 0}, 1);
            network *back = network_of(6, (int[]){4, 0, 0}, 1);
            randomize(net, 1);
            randomize(back, 2);
            for (int k = 0; k < 4; k++) /* what a file can hold */
                net->parameters[1].value.data[k] = (float)net->parameters[1].value.data[k];
            fake_settings how = settings_of((scheme)of, bits, true);
            how.activation_bits = 0;
            fake_quantization f;
            fake_quantization_begin(&f, &how, net, NULL, 0);
            error e;
            cr_assert(coded_save(net, f.codes, f.kept, path, &e), "%s", e.text);
            cr_assert(coded_load(back, path, &e), "%s, %d bits: %s", scheme_names[of], bits,
                      e.text);
            cr_expect(same_weights(net, back), "%s, %d bits: other weights",
                      scheme_names[of], bits);
            network_free(net);
            network_free(back);
        }
    scratch_free(&s);
}

Test(coded_file, refuses_what_does_not_fit)
{
    static const struct {
        scheme scheme;
        change change;
    } rows[] = {
        {SCHEME_SYMMETRIC,
         {.row = "format",
          .key = "format",
          .value = "integer",
          .sentence = "format \"integer\", expected \"coded\""}},
        {SCHEME_SYMMETRIC,
         {.row = "another",
          .key = "architecture",
          .value = "6 dense 10",
          .sentence = "a network \"6 dense 10\", expected \"6 dense 4 relu dense 10\""}},
        {SCHEME_SYMMETRIC,
         {.row = "no weight",
          .tensor = "layers.0.weight",
          .drop = 1,
          .sentence = "tensor \"layers.0.weight\" is not U8 of 4 x 3, as expected"}},
        {SCHEME_SYMMETRIC,
         {.row = "no scale",
          .tensor = "layers.2.weight.scale",
          .drop = 1,
          .sentence = "no tensor \"layers.2.weight.scale\""}},
        {SCHEME_SYMMETRIC,
         {.row = "scale 0",
          .tensor = "layers.0.weight.scale",
          .sentence = "\"layers.0.weight\": scale 0 with zero point 0, which cannot be"}},
        {SCHEME_SYMMETRIC,
         {.row = "scale nan",
          .tensor = "layers.0.weight.scale",
          .number = 0x7ff8000000000000,
          .sentence = "tensor \"layers.0.weight.scale\" is not a row of F64 as expected"}},
        {SCHEME_SYMMETRIC,
         {.row = "zero",
          .tensor = "layers.0.weight.zero_point",
          .number = 99,
          .sentence =
              "\"layers.0.weight\": scale 0.0683321 with zero point 99, which cannot "
              "be"}},
        {SCHEME_SYMMETRIC,
         {.row = "range",
          .tensor = "layers.0.weight.range",
          .number = -9999,
          .sentence = "\"layers.0.weight.range\" is -9999 to 7, which cannot be"}},
        {SCHEME_SYMMETRIC,
         {.row = "bias",
          .tensor = "layers.0.bias",
          .drop = 1,
          .sentence = "no tensor \"layers.0.bias\""}},
        {SCHEME_K_MEANS,
         {.row = "levels",
          .tensor = "layers.0.weight.levels",
          .type = TENSOR_I32,
          .sentence = "tensor \"layers.0.weight.levels\" is not a row of F32 as expected"}},
        {SCHEME_POWERS,
         {.row = "code",
          .tensor = "layers.0.weight",
          .number = 0xff,
          .sentence = "\"layers.0.weight\" has the code 15, of 15 levels"}},
    };
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "quantized.safetensors");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        network *net = network_of(6, (int[]){4, 0, 0}, 1);
        network *other = network_of(6, (int[]){4, 0, 0}, 1);
        network *same = network_of(6, (int[]){4, 0, 0}, 1);
        randomize(net, 1);
        randomize(other, 2);
        randomize(same, 2);
        fake_settings how = settings_of(rows[i].scheme, 4, false);
        how.activation_bits = 0;
        fake_quantization f;
        fake_quantization_begin(&f, &how, net, NULL, 0);
        error e;
        cr_assert(coded_save(net, f.codes, f.kept, path, &e), "%s", e.text);
        write_changed(path, &rows[i].change);
        bool accepted = coded_load(other, path, &e);
        expect_sentence(rows[i].change.row, accepted, e.text, path,
                        rows[i].change.sentence);
        cr_expect(same_weights(other, same), "%s: the network has changed",
                  rows[i].change.row);
        network_free(net);
        network_free(other);
        network_free(same);
    }
    scratch_free(&s);
}
