#include "dataset.h"

#include <stdlib.h>

#include "test_files.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE };

/* IDX files of `count` images, height x width; image i is labelled i % 10 and full of
 * `ink` + i. */
static size_t make_images(uint8_t *out, int count, int height, int width, int ink)
{
    const uint8_t header[16] = {0, 0, 8, 3,
                                0, 0, 0, (uint8_t)count,
                                0, 0, 0, (uint8_t)height,
                                0, 0, 0, (uint8_t)width};
    memcpy(out, header, sizeof header);
    size_t size = sizeof header;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < height * width; j++)
            out[size++] = (uint8_t)(ink + i);
    return size;
}

static size_t make_labels(uint8_t *out, int count)
{
    const uint8_t header[8] = {0, 0, 8, 1, 0, 0, 0, (uint8_t)count};
    memcpy(out, header, sizeof header);
    for (int i = 0; i < count; i++)
        out[8 + i] = (uint8_t)(i % 10);
    return sizeof header + (size_t)count;
}

static void put_images(scratch *s, const char *name, int count, int side, int ink,
                       bool gzip)
{
    static uint8_t data[1 << 16];
    size_t size = make_images(data, count, side, side, ink);
    (gzip ? scratch_gzip : scratch_file)(s, name, data, size);
}

static void put_labels(scratch *s, const char *name, int count, bool gzip)
{
    uint8_t data[256];
    size_t size = make_labels(data, count);
    (gzip ? scratch_gzip : scratch_file)(s, name, data, size);
}

static void put_csv(scratch *s, const char *name, int count, bool gzip)
{
    enum { ROW_BYTES = 2 + 4 * PIXELS }; /* "0,100,...\n" */
    char *text = malloc((size_t)count * ROW_BYTES + 1), *end = text;
    cr_assert(text != NULL, "no memory");
    for (int i = 0; i < count; i++) {
        end += sprintf(end, "%d", i % 10);
        for (int j = 0; j < PIXELS; j++)
            end += sprintf(end, ",%d", 100 + i);
        *end++ = '\n';
    }
    (gzip ? scratch_gzip : scratch_file)(s, name, text, (size_t)(end - text));
    free(text);
}

/* Images ink, ink + 1, ... labelled from first_label on. */
static void expect_images(const char *row, const dataset *d, int count, int side, int ink,
                          int first_label)
{
    cr_assert(d->count == count && d->height == side && d->width == side,
              "%s: %d images of %d x %d", row, d->count, d->height, d->width);
    for (int i = 0; i < count; i++) {
        cr_expect(d->labels[i] == (first_label + i) % 10, "%s: image %d has label %d", row,
                  i, d->labels[i]);
        for (int j = 0; j < side * side; j++)
            cr_assert(d->pixels[i * side * side + j] == ink + i,
                      "%s: image %d, pixel %d is %d", row, i, j,
                      d->pixels[i * side * side + j]);
    }
}

static bool is_nothing(const dataset *d)
{
    return d->count == 0 && d->height == 0 && d->width == 0 && d->pixels == NULL &&
           d->labels == NULL && d->memory[0] == NULL && d->memory[1] == NULL;
}

static void expect_pair_refused(const char *row, const char *where, const char *named,
                                const char *wanted)
{
    dataset train = {.count = 1}, test = {.count = 1};
    error e = {{0}};
    bool accepted = dataset_read_pair(&train, &test, where, &e);
    expect_sentence(row, accepted, e.text, named, wanted);
    cr_expect(is_nothing(&train) && is_nothing(&test), "%s: something is left", row);
}

Test(dataset, reads_idx_and_frees)
{
    for (int gzip = 0; gzip <= 1; gzip++) {
        scratch s = scratch_new();
        char labels[PATH_MAX];
        put_labels(&s, "labels", 12, gzip);
        strcpy(labels, s.path);
        put_images(&s, "images", 12, 3, 40, gzip);
        dataset d;
        error e;
        cr_assert(dataset_read_idx(&d, s.path, labels, &e), "refused: %s", e.text);
        expect_images(gzip ? "gzip" : "plain", &d, 12, 3, 40, 0);
        dataset_free(&d);
        cr_expect(is_nothing(&d), "not freed");
        scratch_free(&s);
    }
}

Test(dataset, refuses_images_and_labels_that_disagree)
{
    scratch s = scratch_new();
    char images[PATH_MAX], wanted[PATH_MAX + 100];
    put_images(&s, "images", 12, 3, 40, false);
    strcpy(images, s.path);
    put_labels(&s, "labels", 11, false);
    dataset d;
    error e = {{0}};
    bool accepted = dataset_read_idx(&d, images, s.path, &e);
    snprintf(wanted, sizeof wanted,
             "byte 4: found 11 labels; expected 12, one for each image in %s", images);
    expect_sentence("11 for 12", accepted, e.text, s.path, wanted);
    cr_expect(is_nothing(&d), "something is left");
    scratch_free(&s);
}

Test(dataset, reads_csv_and_frees)
{
    for (int gzip = 0; gzip <= 1; gzip++) {
        scratch s = scratch_new();
        put_csv(&s, "digits.csv", 12, gzip);
        dataset d;
        error e;
        cr_assert(dataset_read_csv(&d, s.path, &e), "refused: %s", e.text);
        expect_images(gzip ? "gzip" : "plain", &d, 12, SIDE, 100, 0);
        dataset_free(&d);
        cr_expect(is_nothing(&d), "not freed");
        scratch_free(&s);
    }
}

/* Each sentence begins with the file that is to blame, whichever of the two it is. */
Test(dataset, names_the_file_that_is_wrong)
{
    scratch s = scratch_new();
    char good[PATH_MAX];
    put_images(&s, "images", 1, 3, 40, false);
    strcpy(good, s.path);
    dataset d;
    error e = {{0}};
    bool accepted = dataset_read_idx(&d, good, scratch_path(&s, "none"), &e);
    expect_sentence("labels missing", accepted, e.text, s.path, "there is no such file");
    accepted = dataset_read_idx(&d, scratch_path(&s, "none"), good, &e);
    expect_sentence("images missing", accepted, e.text, s.path, "there is no such file");
    accepted = dataset_read_idx(&d, good, good, &e);
    expect_sentence(
        "images for labels", accepted, e.text, good,
        "byte 3: found 3 as the number of dimensions, as images have; expected 1, "
        "for labels");
    accepted = dataset_read_csv(&d, scratch_file(&s, "short.csv", "1,2\n", 4), &e);
    expect_sentence("CSV", accepted, e.text, s.path,
                    "line 1: found 2 columns; expected 785: a label and 784 pixels");
    accepted = dataset_read_csv(&d, good, &e);
    expect_sentence(
        "IDX for CSV", accepted, e.text, good,
        "byte 0: found what looks like an IDX file; expected a CSV file, or the "
        "directory in which the IDX files are");
    cr_expect(is_nothing(&d), "something is left");
    scratch_free(&s);
}

Test(dataset, reads_a_pair_of_idx_sets_under_every_name)
{
    static const char *const endings[][2] = {{"-idx3-ubyte", "-idx1-ubyte"},
                                             {".idx3-ubyte", ".idx1-ubyte"},
                                             {"-idx3-ubyte.gz", "-idx1-ubyte.gz"},
                                             {".idx3-ubyte.gz", ".idx1-ubyte.gz"}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        scratch s = scratch_new();
        char names[4][64];
        snprintf(names[0], sizeof names[0], "train-images%s", endings[i][0]);
        snprintf(names[1], sizeof names[1], "train-labels%s", endings[i][1]);
        snprintf(names[2], sizeof names[2], "t10k-images%s", endings[i][0]);
        snprintf(names[3], sizeof names[3], "t10k-labels%s", endings[i][1]);
        put_images(&s, names[0], 5, 4, 40, i >= 2);
        put_labels(&s, names[1], 5, i >= 2);
        put_images(&s, names[2], 3, 4, 60, i >= 2);
        put_labels(&s, names[3], 3, i >= 2);
        dataset train, test;
        error e;
        cr_assert(dataset_read_pair(&train, &test, s.directory, &e), "%s: %s",
                  endings[i][0], e.text);
        expect_images(endings[i][0], &train, 5, 4, 40, 0);
        expect_images(endings[i][0], &test, 3, 4, 60, 0);
        dataset_free(&train);
        dataset_free(&test);
        scratch_free(&s);
    }
}

/* The plain file before the gzipped one, IDX before CSV. */
Test(dataset, prefers_plain_files_and_idx)
{
    scratch s = scratch_new();
    dataset train, test;
    error e;
    put_csv(&s, "train.csv.gz", 14, true);
    cr_assert(dataset_read_pair(&train, &test, s.directory, &e), "CSV, gzip: %s", e.text);
    expect_images("CSV, gzip", &train, 12, SIDE, 100, 0);
    dataset_free(&train);
    dataset_free(&test);
    put_csv(&s, "train.csv", 7, false);
    cr_assert(dataset_read_pair(&train, &test, s.directory, &e), "CSV, plain: %s", e.text);
    expect_images("CSV, plain", &train, 6, SIDE, 100, 0);
    dataset_free(&train);
    dataset_free(&test);
    put_images(&s, "train-images-idx3-ubyte.gz", 5, 4, 40, true);
    put_images(&s, "train-images-idx3-ubyte", 5, 4, 50, false);
    put_labels(&s, "train-labels-idx1-ubyte", 5, false);
    put_images(&s, "t10k-images-idx3-ubyte.gz", 3, 4, 60, true);
    put_labels(&s, "t10k-labels-idx1-ubyte", 3, false);
    cr_assert(dataset_read_pair(&train, &test, s.directory, &e), "IDX: %s", e.text);
    expect_images("IDX, plain", &train, 5, 4, 50, 0);
    expect_images("IDX, gzip", &test, 3, 4, 60, 0);
    dataset_free(&train);
    dataset_free(&test);
    scratch_free(&s);
}

/* The last seventh of a CSV file, rounded down, becomes the test set. */
Test(dataset, splits_a_csv_file)
{
    static const struct {
        int count, test;
    } rows[] = {{7, 1}, {13, 1}, {14, 2}, {30, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scratch s = scratch_new();
        char row[32];
        snprintf(row, sizeof row, "%d images", rows[i].count);
        put_csv(&s, "any name", rows[i].count, false);
        dataset train, test;
        error e;
        cr_assert(dataset_read_pair(&train, &test, s.path, &e), "%s: %s", row, e.text);
        int kept = rows[i].count - rows[i].test;
        expect_images(row, &train, kept, SIDE, 100, 0);
        dataset_free(&train); /* and the other lives on */
        expect_images(row, &test, rows[i].test, SIDE, 100 + kept, kept);
        dataset_free(&test);
        scratch_free(&s);
    }
}

Test(dataset, refuses_a_csv_file_too_small_to_split)
{
    scratch s = scratch_new();
    put_csv(&s, "train.csv", 6, false);
    expect_pair_refused(
        "6 images", s.directory, s.path,
        "found 6 images; expected at least 7, for a seventh of them becomes the "
        "test set");
    put_csv(&s, "train.csv", 1, false);
    expect_pair_refused(
        "1 image", s.directory, s.path,
        "found 1 image; expected at least 7, for a seventh of them becomes the "
        "test set");
    scratch_free(&s);
}

Test(dataset, tells_what_it_looked_for)
{
    scratch s = scratch_new();
    expect_pair_refused(
        "an empty directory", s.directory, s.directory,
        "found no data; looked for train-images-idx3-ubyte, "
        "train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte "
        "(or with .idx for -idx) and for train.csv, plain and with .gz");
    expect_pair_refused(
        "nothing there", scratch_path(&s, "none"), s.path,
        "there is no such file or directory; expected a directory of IDX files, "
        "or a CSV file");
    expect_pair_refused("a device", "/dev/null", "/dev/null", "this is not a regular file");
    scratch_free(&s);
}

/* One IDX file is a data set that lost the others, even where there is a CSV. */
Test(dataset, tells_which_idx_file_is_missing)
{
    static const struct {
        const char *name, *wanted;
    } rows[] = {
        {"train-images-idx3-ubyte",
         "found no training images; looked for "
         "train-images-idx3-ubyte and train-images.idx3-ubyte, plain "
         "and with .gz"},
        {"train-labels-idx1-ubyte",
         "found no training labels; looked for "
         "train-labels-idx1-ubyte and train-labels.idx1-ubyte, plain "
         "and with .gz"},
        {"t10k-images-idx3-ubyte",
         "found no test images; looked for t10k-images-idx3-ubyte and "
         "t10k-images.idx3-ubyte, plain and with .gz"},
        {"t10k-labels-idx1-ubyte",
         "found no test labels; looked for t10k-labels-idx1-ubyte and "
         "t10k-labels.idx1-ubyte, plain and with .gz"},
    };
    for (size_t missing = 0; missing < 4; missing++) {
        scratch s = scratch_new();
        put_csv(&s, "train.csv", 7, false);
        for (size_t i = 0; i < 4; i++)
            if (i != missing)
                scratch_file(&s, rows[i].name, "x", 1);
        expect_pair_refused(rows[missing].name, s.directory, s.directory,
                            rows[missing].wanted);
        scratch_free(&s);
    }
}

Test(dataset, refuses_test_images_of_another_size)
{
    scratch s = scratch_new();
    char path[PATH_MAX], wanted[PATH_MAX + 100];
    put_images(&s, "train-images-idx3-ubyte", 5, 4, 40, false);
    snprintf(wanted, sizeof wanted,
             "byte 8: found images of 5 x 5 pixels; expected 4 x 4, as in %s", s.path);
    put_labels(&s, "train-labels-idx1-ubyte", 5, false);
    put_labels(&s, "t10k-labels-idx1-ubyte", 3, false);
    put_images(&s, "t10k-images-idx3-ubyte", 3, 5, 60, false);
    strcpy(path, s.path);
    expect_pair_refused("5 x 5", s.directory, path, wanted);
    scratch_free(&s);
}

/* A directory under the name of a file is told as that, not as a file that is missing. */
Test(dataset, refuses_a_directory_for_a_file)
{
    scratch s = scratch_new();
    cr_assert(mkdir(scratch_path(&s, "train.csv"), 0755) == 0, "no directory");
    expect_pair_refused("train.csv/", s.directory, s.path,
                        "found a directory; expected a file");
    scratch_free(&s);
}

Test(dataset, slices_share_and_free_nothing)
{
    uint8_t pixels[5 * 6], labels[5] = {0, 1, 2, 3, 4};
    dataset d = {.count = 5, .height = 2, .width = 3, .pixels = pixels, .labels = labels};
    dataset slice = dataset_slice(&d, 2, 3);
    cr_assert(slice.count == 3 && slice.height == 2 && slice.width == 3, "another shape");
    cr_assert(slice.pixels == pixels + 12 && slice.labels == labels + 2, "another place");
    dataset whole = dataset_slice(&d, 0, 5), none = dataset_slice(&d, 5, 0);
    cr_assert(whole.count == 5 && whole.pixels == pixels && none.count == 0, "the limits");
    dataset_free(&slice); /* would crash if it freed the arrays above */
    cr_assert(is_nothing(&slice), "not restored");
}
