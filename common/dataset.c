#include "dataset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input_file.h"

bool dataset_read_idx(dataset *d, const char *images_path, const char *labels_path,
                      error *e)
{
    *d = (dataset){0};
    bytes images = {0}, labels = {0};
    const uint8_t *pixels, *digits;
    int label_count;
    if (!bytes_read(&images, images_path, DATASET_MAX_BYTES, e) ||
        !idx_parse_images(images.data, images.size, images_path, &d->count, &d->height,
                          &d->width, &pixels, e) ||
        !bytes_read(&labels, labels_path, DATASET_MAX_BYTES, e) ||
        !idx_parse_labels(labels.data, labels.size, labels_path, &label_count, &digits, e))
        goto bad;
    if (label_count != d->count) {
        error_set(e, "%s: byte 4: found %d labels; expected %d, one for each image in %s",
                  labels_path, label_count, d->count, images_path);
        goto bad;
    }
    /* The pixels stay where they were read: a copy would double the memory. (The detour by
     * an offset makes them writable.) */
    d->memory[0] = images.data;
    d->memory[1] = labels.data;
    d->pixels = images.data + (pixels - images.data);
    d->labels = labels.data + (digits - labels.data);
    return true;
bad:
    bytes_free(&images);
    bytes_free(&labels);
    *d = (dataset){0};
    return false;
}

/* The pixels take the place of the text; what they leave over goes back to the system. */
static bool parse_in_place(dataset *d, bytes *text, const char *path, error *e)
{
    if (text->size >= 2 && text->data[0] == 0 && text->data[1] == 0)
        return error_set(
            e,
            "%s: byte 0: found what looks like an IDX file; expected a CSV file, "
            "or the directory in which the IDX files are",
            path);
    if (!csv_parse((char *)text->data, text->size, path, d, e))
        return false;
    size_t size = (size_t)d->count * (size_t)d->height * (size_t)d->width;
    uint8_t *shrunk = realloc(text->data, size);
    if (shrunk != NULL)
        text->data = shrunk;
    d->memory[0] = d->pixels = text->data;
    return true;
}

bool dataset_read_csv(dataset *d, const char *path, error *e)
{
    *d = (dataset){0};
    bytes text;
    if (!bytes_read(&text, path, DATASET_MAX_BYTES, e))
        return false;
    bool ok = parse_in_place(d, &text, path, e);
    if (!ok)
        bytes_free(&text);
    return ok;
}

dataset dataset_slice(const dataset *d, int first, int count)
{
    CHECK(first >= 0 && count >= 0 && count <= d->count - first, "images %d to %d of %d",
          first, first + count, d->count);
    dataset slice = {.count = count, .height = d->height, .width = d->width};
    slice.pixels = d->pixels + (size_t)first * (size_t)d->height * (size_t)d->width;
    slice.labels = d->labels + first;
    return slice;
}

void dataset_free(dataset *d)
{
    free(d->memory[0]);
    free(d->memory[1]);
    *d = (dataset){0};
}

/* The four files of a data set in the IDX format: STEM-KIND, or STEM.KIND, or with .gz. */
enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, FILES };

static const struct {
    const char *stem, *kind, *what;
} files[FILES] = {
    {"train-images", "idx3-ubyte", "training images"},
    {"train-labels", "idx1-ubyte", "training labels"},
    {"t10k-images", "idx3-ubyte", "test images"},
    {"t10k-labels", "idx1-ubyte", "test labels"},
};

/* Linux refuses paths of 4096 bytes and more, so what is in a directory that was found fits. */
enum { PATH_BYTES = 4096 + 64 };

/* Anything but "not there" counts as found: the reader then says what is wrong with it. */
static bool is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 || errno != ENOENT;
}

static bool find_idx(char path[PATH_BYTES], const char *directory, int file)
{
    static const char *const formats[] = {"%s/%s-%s", "%s/%s.%s", "%s/%s-%s.gz",
                                          "%s/%s.%s.gz"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        snprintf(path, PATH_BYTES, formats[i], directory, files[file].stem,
                 files[file].kind);
        if (is_there(path))
            return true;
    }
    return false;
}

static bool find_csv(char path[PATH_BYTES], const char *directory)
{
    snprintf(path, PATH_BYTES, "%s/train.csv", directory);
    if (is_there(path))
        return true;
    snprintf(path, PATH_BYTES, "%s/train.csv.gz", directory);
    return is_there(path);
}

static bool read_idx_pair(dataset *train, dataset *test, char paths[FILES][PATH_BYTES],
                          error *e)
{
    if (!dataset_read_idx(train, paths[TRAIN_IMAGES], paths[TRAIN_LABELS], e) ||
        !dataset_read_idx(test, paths[TEST_IMAGES], paths[TEST_LABELS], e))
        return false;
    if (test->height != train->height || test->width != train->width)
        return error_set(
            e, "%s: byte 8: found images of %d x %d pixels; expected %d x %d, as in %s",
            paths[TEST_IMAGES], test->height, test->width, train->height, train->width,
            paths[TRAIN_IMAGES]);
    return true;
}

/* Moves the last `count` images into a data set that owns its memory, so that either can be
 * freed first. */
static bool split_off(dataset *rest, dataset *last, int count)
{
    dataset tail = dataset_slice(rest, rest->count - count, count);
    size_t pixels = (size_t)count * (size_t)tail.height * (size_t)tail.width;
    *last = tail;
    last->memory[0] = last->pixels = malloc(pixels);
    last->memory[1] = last->labels = malloc((size_t)count);
    if (last->pixels == NULL || last->labels == NULL)
        return false;
    memcpy(last->pixels, tail.pixels, pixels);
    memcpy(last->labels, tail.labels, (size_t)count);
    rest->count -= count;
    return true;
}

static bool read_csv_pair(dataset *train, dataset *test, const char *path, error *e)
{
    enum { TEST_PART = 7 };
    if (!dataset_read_csv(train, path, e))
        return false;
    if (train->count < TEST_PART)
        return error_set(
            e,
            "%s: found %d image%s; expected at least %d, for a seventh of them "
            "becomes the test set",
            path, train->count, train->count == 1 ? "" : "s", TEST_PART);
    if (!split_off(train, test, train->count / TEST_PART))
        return error_set(e, "%s: out of memory for the test set", path);
    return true;
}

static bool read_directory(dataset *train, dataset *test, const char *where, error *e)
{
    char paths[FILES][PATH_BYTES], csv[PATH_BYTES];
    int found = 0, missing = 0;
    for (int i = FILES - 1; i >= 0; i--)
        if (find_idx(paths[i], where, i))
            found++;
        else
            missing = i;
    if (found == FILES)
        return read_idx_pair(train, test, paths, e);
    if (found > 0)
        return error_set(e,
                         "%s: found no %s; looked for %s-%s and %s.%s, plain and with .gz",
                         where, files[missing].what, files[missing].stem,
                         files[missing].kind, files[missing].stem, files[missing].kind);
    if (find_csv(csv, where))
        return read_csv_pair(train, test, csv, e);
    return error_set(
        e,
        "%s: found no data; looked for train-images-idx3-ubyte, "
        "train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte "
        "(or with .idx for -idx) and for train.csv, plain and with .gz",
        where);
}

bool dataset_read_pair(dataset *train, dataset *test, const char *where, error *e)
{
    *train = *test = (dataset){0};
    struct stat status;
    bool ok;
    if (stat(where, &status) != 0)
        ok = error_set(e, "%s: %s; expected a directory of IDX files, or a CSV file", where,
                       errno == ENOENT ? "there is no such file or directory"
                                       : strerror(errno));
    else if (S_ISDIR(status.st_mode))
        ok = read_directory(train, test, where, e);
    else
        ok = read_csv_pair(train, test, where, e);
    if (!ok) {
        dataset_free(train);
        dataset_free(test);
    }
    return ok;
}
