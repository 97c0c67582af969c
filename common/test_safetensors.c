#include "safetensors.h"

#include <signal.h>

#include "test_files.h"
#include "test_process.h"

/* A file with this header, its length before it, and `size` bytes of data 0, 1, 2, ... */
static size_t build(uint8_t *file, const char *header, size_t size)
{
    uint64_t length = strlen(header);
    memcpy(file, &length, 8);
    memcpy(file + 8, header, length);
    for (size_t i = 0; i < size; i++)
        file[8 + length + i] = (uint8_t)i;
    return 8 + length + size;
}

#define T(name, type, shape, offsets)                                                      \
    "\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

Test(safetensors, refuses_what_is_wrong)
{
    static const struct {
        const char *header;
        size_t size;
        const char *sentence;
    } rows[] = {
        {"", 4, "the header does not begin with '{'"},
        {" {}", 0, "the header does not begin with '{'"},
        {"[]", 0, "the header does not begin with '{'"},
        {"{", 0,
         "the header is not JSON at its byte 1: string or '}' expected near end of file"},
        {"{}{}", 0, "the header is not JSON at its byte 3: end of file expected near '{'"},
        {"{\"a\":1,\"a\":2}", 0,
         "the header is not JSON at its byte 10: duplicate object key near '\"a\"'"},
        {"{\"a\\u0000\":1}", 0,
         "the header is not JSON at its byte 10: NUL byte in object key not supported near "
         "'\"a\\u0000\"'"},
        {"{\"\xff\":1}", 0,
         "the header is not JSON at its byte 2: unable to decode byte 0xff near '\"'"},
        {"{\"\033[2J\":1}", 0,
         "the header is not JSON at its byte 2: control character 0x1b near '\"'"},
        {"{\"a\":null}", 0, "tensor \"a\": not described by a JSON object"},
        {"{\"a\":{}}", 0, "tensor \"a\": \"dtype\" is missing or not a string"},
        {"{\"a\":{\"dtype\":32}}", 0, "tensor \"a\": \"dtype\" is missing or not a string"},
        {"{" T("a", "F31", "[1]", "[0,4]") "}", 4,
         "tensor \"a\": the dtype is \"F31\", expected F64, F32, F16, BF16, I64, I32, I16, "
         "I8, "
         "U8 or BOOL"},
        {"{" T("a", "f32", "[1]", "[0,4]") "}", 4,
         "tensor \"a\": the dtype is \"f32\", expected F64, F32, F16, BF16, I64, I32, I16, "
         "I8, "
         "U8 or BOOL"},
        {"{\"a\":{\"dtype\":\"F32\"}}", 0,
         "tensor \"a\": \"shape\" is missing or not an array"},
        {"{" T("a", "F32", "4", "[0,4]") "}", 4,
         "tensor \"a\": \"shape\" is missing or not an array"},
        {"{" T("a", "F32", "[-1]", "[0,4]") "}", 4,
         "tensor \"a\": a dimension of the shape is -1, expected 0 or more"},
        {"{" T("a", "F32", "[1.5]", "[0,4]") "}", 4,
         "tensor \"a\": a dimension of the shape is 1.5, expected a whole number"},
        {"{" T("a", "F32", "[1.0]", "[0,4]") "}", 4,
         "tensor \"a\": a dimension of the shape is 1, expected a whole number"},
        {"{" T("a", "F32", "[\"1\"]", "[0,4]") "}", 4,
         "tensor \"a\": a dimension of the shape is not a number"},
        {"{" T("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]") "}", 1,
         "tensor \"a\": the shape has 9 dimensions, expected at most 8"},
        {"{" T("a", "F32", "[4611686018427387904]", "[0,4]") "}", 4,
         "tensor \"a\": its shape is of more bytes than a computer can count"},
        {"{" T("a", "U8", "[4294967296,4294967296]", "[0,0]") "}", 0,
         "tensor \"a\": its shape is of more bytes than a computer can count"},
        {"{" T("a", "F32", "[99999999999999999999]", "[0,4]") "}", 4,
         "the header is not JSON at its byte 49: too big integer near "
         "'99999999999999999999'"},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4,
         "tensor \"a\": \"data_offsets\" is missing or not an array of two"},
        {"{" T("a", "F32", "[1]", "[0,4,8]") "}", 4,
         "tensor \"a\": \"data_offsets\" is missing or not an array of two"},
        {"{" T("a", "F32", "[1]", "[0.0,4]") "}", 4,
         "tensor \"a\": the first data offset is 0, expected a whole number"},
        {"{" T("a", "F32", "[1]", "[0,true]") "}", 4,
         "tensor \"a\": the second data offset is not a number"},
        {"{" T("a", "F32", "[1]", "[-4,0]") "}", 4,
         "tensor \"a\": the first data offset is -4, expected 0 or more"},
        {"{" T("a", "F32", "[1]", "[4,0]") "}", 4,
         "tensor \"a\": the data offsets 4 and 0 are in the wrong order"},
        {"{" T("a", "F32", "[1]", "[0,4]") "}", 3,
         "tensor \"a\": its numbers end at byte 4 of the data, which has only 3"},
        {"{" T("a", "F32", "[1]", "[9223372036854775803,9223372036854775807]") "}", 4,
         "tensor \"a\": its numbers end at byte 9223372036854775807 of the data, which has "
         "only "
         "4"},
        {"{" T("a", "F32", "[1]", "[0,8]") "}", 8,
         "tensor \"a\": its shape is of 4 bytes, its data offsets are 8 apart"},
        {"{" T("a", "F32", "[0]", "[0,4]") "}", 4,
         "tensor \"a\": its shape is of 0 bytes, its data offsets are 4 apart"},
        {"{" T("a", "F32", "[1]", "[0,4]") "," T("b", "U8", "[2]", "[3,5]") "}", 5,
         "tensor \"b\": its numbers begin at byte 3 of the data, inside those of tensor "
         "\"a\""},
        {"{" T("a", "F32", "[1]", "[0,4]") "," T("b", "F32", "[1]", "[0,4]") "}", 4,
         "tensor \"b\": its numbers begin at byte 0 of the data, inside those of tensor "
         "\"a\""},
        {"{" T("b", "U8", "[2]", "[6,8]") "," T("a", "F32", "[1]", "[0,4]") "}", 8,
         "bytes 4 to 5 of the data belong to no tensor"},
        {"{" T("a", "F32", "[1]", "[1,5]") "}", 5,
         "bytes 0 to 0 of the data belong to no tensor"},
        {"{" T("a", "F32", "[1]", "[0,4]") "}", 6,
         "the last 2 bytes of the data belong to no tensor"},
        {"{}", 1, "the last 1 bytes of the data belong to no tensor"},
        {"{\"__metadata__\":[]}", 0, "__metadata__ is not a JSON object"},
        {"{\"__metadata__\":{\"a\":\"b\",\"epochs\":5}}", 0,
         "__metadata__: the value of \"epochs\" is not a string"},
        {"{\"\\u001b[2J\":0}", 0, "tensor \"?[2J\": not described by a JSON object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t file[1000];
        size_t size = build(file, rows[i].header, rows[i].size);
        tensor_file f;
        error e = {""};
        bool accepted = tensor_file_parse(&f, file, size, "w.st", &e);
        expect_sentence(rows[i].header, accepted, e.text, "w.st", rows[i].sentence);
        cr_expect(f.tensors == NULL && f.metadata == NULL, "row %zu: something is held", i);
        tensor_file_free(&f);
    }
}

Test(safetensors, refuses_wrong_lengths)
{
    static const struct {
        uint64_t length;
        size_t size; /* of the file; what follows the length is {} and blanks */
        const char *sentence;
    } rows[] = {
        {2, 0, "the file has 0 bytes, expected at least the 8 of the header's length"},
        {2, 7, "the file has 7 bytes, expected at least the 8 of the header's length"},
        {2, 8, "the header's length is 2, but only 0 bytes follow it"},
        {0, 8, "the header does not begin with '{'"},
        {2, 9, "the header's length is 2, but only 1 bytes follow it"},
        {9, 16, "the header's length is 9, but only 8 bytes follow it"},
        {100000000, 16, "the header's length is 100000000, but only 8 bytes follow it"},
        {100000001, 16, "the header's length is 100000001, expected at most 100000000"},
        {1ull << 63, 16,
         "the header's length is 9223372036854775808, expected at most 100000000"},
        {UINT64_MAX, 16,
         "the header's length is 18446744073709551615, expected at most 100000000"},
        {UINT64_MAX - 7, 16,
         "the header's length is 18446744073709551608, expected at most 100000000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t file[] = "........{}      ";
        char row[30];
        snprintf(row, sizeof row, "row %zu", i);
        memcpy(file, &rows[i].length, 8);
        uint8_t *exact = malloc(rows[i].size + 1); /* the sanitizer sees a read beyond it */
        memcpy(exact, file, rows[i].size);
        tensor_file f;
        error e = {""};
        bool accepted = tensor_file_parse(&f, exact, rows[i].size, "w.st", &e);
        expect_sentence(row, accepted, e.text, "w.st", rows[i].sentence);
        free(exact);
    }
}

/* Any file cut anywhere is refused: no prefix of a weight file is one. */
Test(safetensors, refuses_every_truncation)
{
    uint8_t file[500];
    size_t size = build(
        file, "{\"__metadata__\":{\"k\":\"v\"}," T("a", "F32", "[3]", "[0,12]") "}", 12);
    for (size_t cut = 0; cut <= size; cut++) {
        uint8_t *exact = malloc(cut + 1);
        memcpy(exact, file, cut);
        tensor_file f;
        error e;
        cr_expect(tensor_file_parse(&f, exact, cut, "w", &e) == (cut == size),
                  "%zu of %zu bytes", cut, size);
        tensor_file_free(&f);
        free(exact);
    }
}

Test(safetensors, accepts_what_is_right)
{
    static const struct {
        const char *header;
        size_t size;
        const char *names; /* in the order of their data */
    } rows[] = {
        {"{}", 0, ""},
        {"{}   ", 0, ""},
        {"{\"__metadata__\":{}}", 0, ""},
        {"{" T("a", "F32", "[]", "[0,4]") "}", 4, "a"},
        {"{" T("a", "F32", "[0]", "[0,0]") "}", 0, "a"},
        {"{" T("a", "F32", "[0,4611686018427387904]", "[0,0]") "}", 0, "a"},
        {"{" T("a", "U8", "[1,1,1,1,1,1,1,2]", "[0,2]") "}  ", 2, "a"},
        {"{" T("b", "I16", "[1]", "[4,6]") "," T("a", "F32", "[1]", "[0,4]") "}", 6, "ab"},
        {"{" T("b", "F32", "[1]", "[0,4]") "," T("a", "F32", "[2,0]", "[0,0]") "}", 4,
         "ab"},
        {"{" T("b", "F32", "[1]", "[0,4]") "," T("a", "F32", "[2,0]", "[4,4]") "}", 4,
         "ba"},
        {"{" T("b", "BOOL", "[0]", "[0,0]") "," T("a", "F64", "[0]", "[0,0]") "}", 0, "ba"},
        {"{\"a\":{\"data_offsets\":[0,2],\"note\":[],\"shape\":[1],\"dtype\":\"BF16\"}}", 2,
         "a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t file[500];
        size_t size = build(file, rows[i].header, rows[i].size);
        tensor_file f;
        error e;
        cr_assert(tensor_file_parse(&f, file, size, "w", &e), "row %zu: %s", i, e.text);
        cr_expect(f.count == (int)strlen(rows[i].names), "row %zu: %d tensors", i, f.count);
        size_t next = 0;
        for (int t = 0; t < f.count; t++) {
            size_t bytes =
                tensor_elements(&f.tensors[t]) * tensor_type_size(f.tensors[t].type);
            cr_expect(f.tensors[t].name[0] == rows[i].names[t], "row %zu: %s comes as %d",
                      i, f.tensors[t].name, t);
            cr_expect(memcmp(f.tensors[t].data, file + size - rows[i].size + next, bytes) ==
                          0,
                      "row %zu: other numbers in %s", i, f.tensors[t].name);
            next += bytes;
        }
        tensor_file_free(&f);
        cr_expect(f.count == 0 && f.tensors == NULL, "row %zu: not restored", i);
    }
}

static void fill(tensor_file *f)
{
    float *w = tensor_add(f, "layers.0.weight", TENSOR_F32, 2, (size_t[]){2, 3});
    for (int i = 0; i < 6; i++)
        w[i] = (float)i / 3;
    tensor_add(f, "empty", TENSOR_I64, 3, (size_t[]){4, 0, 2});
    *(double *)tensor_add(f, "a \"quoted\" \xc3\xa9", TENSOR_F64, 0, NULL) = -0.0;
    int8_t *q = tensor_add(f, "q", TENSOR_I8, 1, (size_t[]){3});
    memcpy(q, "\x80\x00\x7f", 3);
    tensor_metadata_add(f, "architecture", "784-10-10 \\ \"relu\"\n");
    tensor_metadata_add(f, "", "");
}

static void expect_same(const tensor_file *a, const tensor_file *b)
{
    cr_assert(a->count == b->count, "%d tensors, wanted %d", b->count, a->count);
    for (int i = 0; i < a->count; i++) {
        const tensor *s = &a->tensors[i], *t = &b->tensors[i];
        cr_expect(strcmp(s->name, t->name) == 0, "%s, wanted %s", t->name, s->name);
        cr_expect(s->type == t->type && s->rank == t->rank, "%s: other form", s->name);
        cr_expect(memcmp(s->shape, t->shape, sizeof s->shape) == 0, "%s: other shape",
                  s->name);
        cr_expect(
            memcmp(s->data, t->data, tensor_elements(s) * tensor_type_size(s->type)) == 0,
            "%s: other numbers", s->name);
    }
    cr_assert(a->metadata_count == b->metadata_count, "%d pairs", b->metadata_count);
    for (int i = 0; i < 2 * a->metadata_count; i++)
        cr_expect(strcmp(a->metadata[i], b->metadata[i]) == 0, "metadata: %s, wanted %s",
                  b->metadata[i], a->metadata[i]);
}

Test(safetensors, writes_what_it_reads)
{
    scratch s = scratch_new();
    const char *path = scratch_path(&s, "w.safetensors");
    tensor_file f = {0}, again;
    error e;
    fill(&f);
    cr_assert(tensor_file_write(&f, path, &e), "%s", e.text);
    cr_assert(tensor_file_read(&again, path, &e), "%s", e.text);
    expect_same(&f, &again);
    cr_expect(tensor_find(&again, "q") == &again.tensors[3], "q is not found");
    cr_expect(tensor_find(&again, "Q") == NULL, "Q is found");
    cr_expect(strcmp(tensor_metadata(&again, ""), "") == 0, "the empty key is not found");
    cr_expect(tensor_metadata(&again, "seed") == NULL, "seed is found");
    tensor_file_free(&again);
    tensor_file_free(&f);
    scratch_free(&s);
}

/* The very bytes, as the format's description has them. */
Test(safetensors, writes_the_format)
{
    static const char header[] = "{\"__metadata__\":{\"k\":\"v\"}," T(
        "w", "F32", "[1,2]", "[0,8]") "," T("b", "U8", "[]", "[8,9]") "}";
    size_t padded = (strlen(header) + 7) / 8 * 8;
    uint8_t wanted[500] = {(uint8_t)padded}, found[500];
    snprintf((char *)wanted + 8, sizeof wanted - 8, "%-*s", (int)padded, header);
    memcpy(wanted + 8 + padded, "\0\0\x80\x3f\0\0\0\xc0\x07", 9); /* 1, -2; 7 */
    tensor_file f = {0};
    error e;
    scratch s = scratch_new();
    float *w = tensor_add(&f, "w", TENSOR_F32, 2, (size_t[]){1, 2});
    w[0] = 1;
    w[1] = -2;
    *(uint8_t *)tensor_add(&f, "b", TENSOR_U8, 0, NULL) = 7;
    tensor_metadata_add(&f, "k", "v");
    cr_assert(tensor_file_write(&f, scratch_path(&s, "w"), &e), "%s", e.text);
    FILE *stream = fopen(s.path, "rb");
    cr_assert(stream != NULL, "no file");
    size_t size = fread(found, 1, sizeof found, stream);
    fclose(stream);
    cr_assert(size == 8 + padded + 9, "%zu bytes, wanted %zu", size, 8 + padded + 9);
    cr_expect(memcmp(found, wanted, size) == 0, "other bytes: %.*s", (int)padded,
              (char *)found + 8);
    tensor_file_free(&f);
    scratch_free(&s);
}

Test(safetensors, numbers_begin_at_a_multiple_of_eight)
{
    scratch s = scratch_new();
    char name[20] = "";
    for (int i = 0; i < 17; i++) {
        name[i] = 'x';
        tensor_file f = {0};
        error e;
        uint64_t length = 0;
        tensor_add(&f, name, TENSOR_F32, 1, (size_t[]){3});
        cr_assert(tensor_file_write(&f, scratch_path(&s, "w"), &e), "%s", e.text);
        FILE *stream = fopen(s.path, "rb");
        cr_assert(stream != NULL && fread(&length, 8, 1, stream) == 1, "no length");
        fclose(stream);
        cr_expect(length % 8 == 0, "%s: header of %d bytes", name, (int)length);
        tensor_file_free(&f);
    }
    scratch_free(&s);
}

Test(safetensors, write_says_why_not)
{
    scratch s = scratch_new();
    tensor_file f = {0};
    error e;
    char path[100], wanted[300];
    snprintf(path, sizeof path, "%s/missing/w", s.directory);
    tensor_metadata_add(&f, "k", "v");
    snprintf(wanted, sizeof wanted, "cannot write %s.part: No such file or directory",
             path);
    cr_expect(!tensor_file_write(&f, path, &e), "written");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    tensor_metadata_add(&f, "bad", "\xff");
    snprintf(wanted, sizeof wanted,
             "cannot write %s: 'bad' is not UTF-8 text, or its value is not", path);
    cr_expect(!tensor_file_write(&f, path, &e), "written");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    tensor_file_free(&f);
    tensor_add(&f, "\xc3", TENSOR_F32, 0, NULL);
    snprintf(wanted, sizeof wanted,
             "cannot write %s: '\xc3' is not UTF-8 text, or its value is not", path);
    cr_expect(!tensor_file_write(&f, path, &e), "written");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    tensor_file_free(&f);
    scratch_free(&s);
}

Test(safetensors, read_says_which_file)
{
    scratch s = scratch_new();
    tensor_file f = {.count = 7};
    error e;
    const char *path = scratch_file(&s, "w", "12345678", 8);
    bool accepted = tensor_file_read(&f, path, &e);
    expect_sentence(
        "8 bytes", accepted, e.text, path,
        "the header's length is 4050765991979987505, expected at most 100000000");
    cr_expect(f.count == 0 && f.tensors == NULL, "something is held");
    path = scratch_path(&s, "missing");
    cr_expect(!tensor_file_read(&f, path, &e), "a missing file is read");
    cr_expect(strstr(e.text, path) != NULL, "said [%s]", e.text);
    scratch_free(&s);
}

/* Bits of the last of three numbers; the others are the largest finite ones or zero. */
Test(safetensors, tells_finite_numbers)
{
    static const struct {
        tensor_type type;
        uint64_t bits;
        bool finite;
    } rows[] = {
        {TENSOR_F64, 0x7fefffffffffffff, true},
        {TENSOR_F64, 0x7ff0000000000000, false},
        {TENSOR_F64, 0xfff0000000000000, false},
        {TENSOR_F64, 0x7ff0000000000001, false},
        {TENSOR_F64, 0x000fffffffffffff, true},
        {TENSOR_F32, 0x7f7fffff, true},
        {TENSOR_F32, 0x7f800000, false},
        {TENSOR_F32, 0xff800000, false},
        {TENSOR_F32, 0x7fc00000, false},
        {TENSOR_F32, 0x7f800001, false},
        {TENSOR_F32, 0x807fffff, true},
        {TENSOR_F16, 0x7bff, true},
        {TENSOR_F16, 0x7c00, false},
        {TENSOR_F16, 0xfe00, false},
        {TENSOR_BF16, 0x7f7f, true},
        {TENSOR_BF16, 0x7f80, false},
        {TENSOR_BF16, 0xffc0, false},
        {TENSOR_I64, UINT64_MAX, true},
        {TENSOR_I32, 0x7f800000, true},
        {TENSOR_I16, 0x7c00, true},
        {TENSOR_U8, 0xff, true},
        {TENSOR_BOOL, 1, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tensor_file f = {0};
        size_t size = tensor_type_size(rows[i].type);
        uint8_t *data = tensor_add(&f, "t", rows[i].type, 1, (size_t[]){3});
        for (int place = 0; place < 3; place++) {
            memset(data, 0, 3 * size);
            memcpy(data + (size_t)place * size, &rows[i].bits, size);
            cr_expect(tensor_is_finite(f.tensors) == rows[i].finite, "row %zu, place %d", i,
                      place);
        }
        tensor_file_free(&f);
    }
    tensor_file f = {0};
    tensor_add(&f, "empty", TENSOR_F32, 1, (size_t[]){0});
    cr_expect(tensor_is_finite(f.tensors), "nothing is not finite");
    tensor_file_free(&f);
}

Test(safetensors, names_and_sizes_of_types)
{
    static const struct {
        const char *name;
        size_t size;
    } rows[TENSOR_TYPES] = {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8},
                            {"I32", 4}, {"I16", 2}, {"I8", 1},  {"U8", 1},   {"BOOL", 1}};
    for (int i = 0; i < TENSOR_TYPES; i++) {
        cr_expect(strcmp(tensor_type_name((tensor_type)i), rows[i].name) == 0, "row %d: %s",
                  i, tensor_type_name((tensor_type)i));
        cr_expect(tensor_type_size((tensor_type)i) == rows[i].size, "row %d: %zu bytes", i,
                  tensor_type_size((tensor_type)i));
    }
}

static void add_twice(const void *name)
{
    tensor_file f = {0};
    tensor_add(&f, name, TENSOR_F32, 0, NULL);
    tensor_add(&f, name, TENSOR_F32, 0, NULL);
}

Test(safetensors, names_are_unique)
{
    outcome twice = outcome_of(add_twice, "w"),
            reserved = outcome_of(add_twice, "__metadata__");
    cr_expect(twice.status == 128 + SIGABRT, "twice: status %d", twice.status);
    cr_expect(strstr(twice.err, "two tensors are called w") != NULL, "said %s", twice.err);
    cr_expect(reserved.status == 128 + SIGABRT, "reserved: status %d", reserved.status);
    cr_expect(strstr(reserved.err, "a tensor is called __metadata__") != NULL, "said %s",
              reserved.err);
}
