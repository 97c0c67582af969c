/*
 * Labelled grey images: MNIST, Fashion-MNIST and whatever comes in the same two formats.
 *
 * IDX (Y. LeCun, yann.lecun.com/exdb/mnist): big-endian. Images: magic 00 00 08 03 (zero,
 * zero, type 8 = unsigned byte, 3 dimensions), then count, height, width as 32-bit numbers,
 * then count*height*width bytes. Labels: magic 00 00 08 01, count, then count bytes.
 *
 * CSV (Kaggle's "Digit Recognizer" train.csv): an optional header line; per line the label
 * (0-9), then height*width pixels (0-255), 784 of them: label,pixel0,...,pixel783. Line ends
 * LF or CRLF; the last one may be missing. Empty lines are refused.
 *
 * Both plain or gzipped. Whatever is wrong is told with the file, the place (byte offset, or
 * line and column), what was found and what was expected. In a gzipped file the place is that
 * in the unpacked content. A failed call leaves the data sets all zero. No images at all, or
 * images without a pixel, count as wrong.
 */
#ifndef DATASET_H
#define DATASET_H

#include <stdint.h>
#include <stddef.h>
#include "error.h"

enum {
    DATASET_CLASSES = 10,
    DATASET_MAX_BYTES = 1 << 30, /* no file may hold more, unpacked: 22 times MNIST */
};

typedef struct dataset {
    int count, height, width;
    uint8_t *pixels; /* count x (height*width): images row by row; 0 paper, 255 ink */
    uint8_t *labels; /* count, each 0..9 */
    void *memory[2]; /* what dataset_free gives back; NULL in a slice */
} dataset;

/* One pair of IDX files. */
bool dataset_read_idx(dataset *d, const char *images_path, const char *labels_path,
                      error *e);

/* One CSV file of 28 x 28 images. */
bool dataset_read_csv(dataset *d, const char *path, error *e);

/*
 * A training and a test set from `where`: a directory that holds the four IDX files under
 * MNIST's names (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,
 * t10k-labels-idx1-ubyte; .idx3-ubyte spellings and .gz accepted, plain files first), or one
 * CSV file, or a directory with a train.csv[.gz] and no IDX file in it. A CSV has no test file
 * with labels beside it: its last seventh becomes the test set, the proportion of MNIST itself.
 * Both sets have the same image size; each owns its memory.
 */
bool dataset_read_pair(dataset *train, dataset *test, const char *where, error *e);

/* Images first .. first+count-1 of d, sharing its memory. d must outlive it. */
dataset dataset_slice(const dataset *d, int first, int count);

/* Frees and restores the initial (all zero) state. A slice frees nothing. */
void dataset_free(dataset *d);

/* The parsers behind them, on memory: what the fuzzers drive. `name` is used in messages. */
bool idx_parse_images(const uint8_t *data, size_t size, const char *name, int *count,
                      int *height, int *width, const uint8_t **pixels, error *e);
bool idx_parse_labels(const uint8_t *data, size_t size, const char *name, int *count,
                      const uint8_t **labels, error *e);
/* Writes the pixels over the text, which stays the caller's: d owns its labels alone. */
bool csv_parse(char *text, size_t size, const char *name, dataset *d, error *e);

#endif
