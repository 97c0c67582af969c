/*
 * How the weights of one matrix are written in few bits.
 *
 *     report      the report's grid on [-1, 1], cut off towards 0
 *     rounded     the same grid, rounded
 *     symmetric   a scale calibrated to the weights
 *     asymmetric  a scale and a zero point
 *     q-format    a scale that is a power of two
 *     k-means     a codebook of any numbers
 *     powers      a codebook of powers of two
 *
 * All but the two grids and the codebooks can have a scale (and zero point) for each row: each
 * output of a dense layer, each channel of a convolution. A row of small weights is then not
 * measured with the ruler of a row of large ones.
 */
#ifndef WEIGHT_CODE_H
#define WEIGHT_CODE_H

#include "range_calibration.h"
#include "codebook.h"

typedef enum scheme {
    SCHEME_REPORT,
    SCHEME_ROUNDED,
    SCHEME_SYMMETRIC,
    SCHEME_ASYMMETRIC,
    SCHEME_Q_FORMAT,
    SCHEME_K_MEANS,
    SCHEME_POWERS,
    SCHEMES
} scheme;

extern const char *const scheme_names[SCHEMES]; /* "report", "rounded", ... */

typedef struct coding {
    scheme scheme;
    int bits;
    bool per_channel; /* asks for a quantizer for each row, where the scheme can have one */
    range_calibration calibration;
} coding;

typedef struct weight_code {
    int groups;            /* of rows that share a quantizer: 1, or as many as rows */
    quantizer *quantizers; /* groups; NULL: the codebook is used */
    codebook *book;        /* NULL: the quantizers are used */
} weight_code;

/* A code for the weights w (out x in), calibrated to them. */
weight_code weight_code_new(arena *a, const coding *how, matrix w);

/* The quantizer of a row; there is one. */
const quantizer *weight_code_row(const weight_code *c, int row);

/* out = the numbers that w's codes stand for. */
void weight_code_round(const weight_code *c, matrix out, matrix w);

/* Bits of a code, and the codes themselves, rows x cols: a quantizer's whole number, or the
   place in the book. */
int weight_code_bits(const weight_code *c);
void weight_code_write(const weight_code *c, int *codes, matrix w);

/* w = what codes stand for. */
void weight_code_read(const weight_code *c, matrix w, const int *codes);

#endif
