/*
 * Any bytes as a weight file: refused with a sentence, or read so that writing and reading
 * again gives the same tensors.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_same(const tensor_file *a, const tensor_file *b)
{
    CHECK(a->count == b->count, "%d tensors, were %d", b->count, a->count);
    CHECK(a->metadata_count == b->metadata_count, "%d pairs, were %d", b->metadata_count,
          a->metadata_count);
    for (int i = 0; i < a->count; i++) {
        const tensor *s = &a->tensors[i], *t = &b->tensors[i];
        size_t bytes = tensor_elements(s) * tensor_type_size(s->type);
        CHECK(strcmp(s->name, t->name) == 0, "%s was %s", t->name, s->name);
        CHECK(s->type == t->type && s->rank == t->rank, "%s changed its form", s->name);
        CHECK(tensor_elements(s) == tensor_elements(t), "%s changed its size", s->name);
        CHECK(memcmp(s->data, t->data, bytes) == 0, "%s changed its numbers", s->name);
        CHECK(tensor_is_finite(s) == tensor_is_finite(t), "%s changed", s->name);
    }
}

static void write_and_read(const tensor_file *f)
{
    static char path[40];
    if (path[0] == '\0')
        snprintf(path, sizeof path, "/tmp/fuzz-%ld.safetensors", (long)getpid());
    tensor_file again;
    error e;
    CHECK(tensor_file_write(f, path, &e), "%s", e.text);
    CHECK(tensor_file_read(&again, path, &e), "%s", e.text);
    expect_same(f, &again);
    tensor_file_free(&again);
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tensor_file f;
    error e = {""};
    if (tensor_file_parse(&f, data, size, "input", &e)) {
        write_and_read(&f);
        tensor_file_free(&f);
    } else {
        CHECK(strncmp(e.text, "input: ", 7) == 0, "said [%s]", e.text);
        CHECK(f.tensors == NULL && f.metadata == NULL, "something is held");
    }
    return 0;
}
