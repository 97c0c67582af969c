#include "weight_code.h"

#include "error.h"

const char *const scheme_names[SCHEMES] = {
    "report", "rounded", "symmetric", "asymmetric", "q-format", "k-means", "powers",
};

static quantizer quantizer_for(const coding *how, const real *v, size_t n, real *scratch)
{
    switch (how->scheme) {
    case SCHEME_REPORT:
    case SCHEME_ROUNDED:
        return quantizer_report(how->bits, how->scheme == SCHEME_REPORT);
    case SCHEME_ASYMMETRIC:
        return calibrate_quantizer(ASYMMETRIC, how->bits, &how->calibration, v, n, scratch);
    case SCHEME_Q_FORMAT:
        return calibrate_quantizer(Q_FORMAT, how->bits, &how->calibration, v, n, scratch);
    default:
        return calibrate_quantizer(SYMMETRIC, how->bits, &how->calibration, v, n, scratch);
    }
}

static bool may_differ_by_row(scheme s)
{
    return s == SCHEME_SYMMETRIC || s == SCHEME_ASYMMETRIC || s == SCHEME_Q_FORMAT;
}

weight_code weight_code_new(arena *a, const coding *how, matrix w)
{
    weight_code c = {.groups = 1};
    size_t size = matrix_size(w);
    if (how->scheme == SCHEME_K_MEANS || how->scheme == SCHEME_POWERS) {
        c.book = arena_alloc(a, 1, sizeof *c.book);
        *c.book = how->scheme == SCHEME_K_MEANS
                      ? codebook_k_means(how->bits, w.data, size)
                      : codebook_powers_of_two(how->bits, w.data, size);
        return c;
    }
    if (how->per_channel && may_differ_by_row(how->scheme))
        c.groups = w.rows;
    c.quantizers = arena_alloc(a, (size_t)c.groups, sizeof *c.quantizers);
    real *scratch = arena_alloc(a, size, sizeof *scratch);
    size_t share = size / (size_t)c.groups; /* numbers in a group */
    for (int g = 0; g < c.groups; g++)
        c.quantizers[g] = quantizer_for(how, w.data + (size_t)g * share, share, scratch);
    return c;
}

const quantizer *weight_code_row(const weight_code *c, int row)
{
    CHECK(c->quantizers != NULL, "row %d of a codebook has no quantizer", row);
    return &c->quantizers[c->groups > 1 ? row : 0];
}

void weight_code_round(const weight_code *c, matrix out, matrix w)
{
    size_t size = matrix_size(w), cols = (size_t)w.cols;
    if (c->book != NULL) {
        for (size_t i = 0; i < size; i++)
            out.data[i] = c->book->levels[codebook_nearest(c->book, w.data[i])];
        return;
    }
#pragma omp parallel for if (size > PARALLEL_SIZE)
    for (int i = 0; i < w.rows; i++)
        fake_quantize(weight_code_row(c, i), &AT(out, i, 0), &AT(w, i, 0), cols);
}

int weight_code_bits(const weight_code *c)
{
    quantizer places = {.highest = c->book != NULL ? c->book->size - 1 : 0};
    return quantizer_bits(c->book != NULL ? &places : c->quantizers);
}

void weight_code_write(const weight_code *c, int *codes, matrix w)
{
    for (int i = 0; i < w.rows; i++)
        for (int k = 0; k < w.cols; k++)
            codes[(size_t)i * (size_t)w.cols + (size_t)k] =
                c->book != NULL ? codebook_nearest(c->book, AT(w, i, k))
                                : quantize(weight_code_row(c, i), (double)AT(w, i, k));
}

void weight_code_read(const weight_code *c, matrix w, const int *codes)
{
    for (int i = 0; i < w.rows; i++)
        for (int k = 0; k < w.cols; k++) {
            int code = codes[(size_t)i * (size_t)w.cols + (size_t)k];
            AT(w, i, k) = c->book != NULL ? c->book->levels[code]
                                          : (real)dequantize(weight_code_row(c, i), code);
        }
}
