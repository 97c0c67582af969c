/* For tests: the numbers that oracles.py of a chapter computed with NumPy or PyTorch. */
#ifndef TEST_ORACLE_H
#define TEST_ORACLE_H

#include <criterion/criterion.h>

#include "matrix.h"
#include "safetensors.h"

/* A file of a chapter's oracles/, wherever the test is run. Free it with tensor_file_free. */
#define oracle_read(chapter, name)                                                         \
    oracle_open(BUNDLED_DIGITS "/../../chapters/" chapter "/oracles/" name)

static inline tensor_file oracle_open(const char *path)
{
    tensor_file f = {0};
    error e;
    cr_assert(tensor_file_read(&f, path, &e), "%s", e.text);
    return f;
}

/* A tensor of 64-bit numbers as a matrix: all its dimensions but the first are columns. */
static inline matrix oracle_matrix(arena *a, const tensor_file *f, const char *name)
{
    const tensor *t = tensor_find(f, name);
    cr_assert(t != NULL && t->type == TENSOR_F64, "the oracle has no 64-bit tensor %s",
              name);
    size_t rows = t->rank > 0 ? t->shape[0] : 1;
    matrix m = matrix_new(a, (int)rows, (int)(tensor_elements(t) / rows));
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)((const double *)t->data)[i];
    return m;
}

#endif
