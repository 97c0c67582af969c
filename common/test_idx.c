#include "dataset.h"

#include <stdlib.h>

#include "test_files.h"

/* Two images of 2 x 3 pixels, and their labels. */
static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0,  0,  0,  2,  0,  0,
                                 0, 3, 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 255};
static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 9};

typedef struct row {
    const char *name;
    size_t at, length; /* these bytes of a good file are replaced ... */
    const char *change;
    long grow; /* ... and the file is cut or lengthened by so much */
    const char *wanted;
} row;

/* Parses `size` bytes in a block of exactly that size, so that the sanitizer sees overruns. */
static bool parse(bool as_images, const uint8_t *good, size_t size, const row *r, error *e)
{
    size_t changed = (size_t)((long)size + r->grow);
    uint8_t *data = calloc(changed > 0 ? changed : 1, 1);
    cr_assert(data != NULL, "no memory");
    memcpy(data, good, changed < size ? changed : size);
    if (r->length > 0)
        memcpy(data + r->at, r->change, r->length);
    int count, height, width;
    const uint8_t *content;
    bool ok = as_images ? idx_parse_images(data, changed, "f", &count, &height, &width,
                                           &content, e)
                        : idx_parse_labels(data, changed, "f", &count, &content, e);
    free(data);
    return ok;
}

static void expect_rows(bool as_images, const uint8_t *good, size_t size, const row *rows,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        error e = {{0}};
        bool accepted = parse(as_images, good, size, &rows[i], &e);
        expect_sentence(rows[i].name, accepted, e.text, "f", rows[i].wanted);
    }
}

Test(idx, reads_images)
{
    int count, height, width;
    const uint8_t *pixels;
    error e;
    cr_assert(
        idx_parse_images(images, sizeof images, "f", &count, &height, &width, &pixels, &e),
        "refused: %s", e.text);
    cr_assert(count == 2 && height == 2 && width == 3, "%d of %d x %d", count, height,
              width);
    cr_assert(pixels == images + 16, "the pixels are not where they were read");
}

Test(idx, reads_labels)
{
    int count;
    const uint8_t *values;
    error e;
    cr_assert(idx_parse_labels(labels, sizeof labels, "f", &count, &values, &e),
              "refused: %s", e.text);
    cr_assert(count == 2 && values == labels + 8, "%d labels", count);
}

#define COUNT                                                                              \
    "byte 4: found the end of the file; expected the number of images in bytes 4 to 7"
#define PIXELS "expected 28 bytes in all for 2 images of 2 x 3 pixels"

Test(idx, refuses_wrong_images)
{
    static const row rows[] = {
        {"empty", 0, 0, "", -28,
         "byte 0: found the end of the file; expected the magic number in bytes 0 to 3"},
        {"within the magic number", 0, 0, "", -25,
         "byte 3: found the end of the file; expected the magic number in bytes 0 to 3"},
        {"after the magic number", 0, 0, "", -24, COUNT},
        {"within the count", 0, 0, "", -21,
         "byte 7: found the end of the file; expected the number of images in bytes 4 to "
         "7"},
        {"after the count", 0, 0, "", -20,
         "byte 8: found the end of the file; expected the height in bytes 8 to 11"},
        {"within the height", 0, 0, "", -17,
         "byte 11: found the end of the file; expected the height in bytes 8 to 11"},
        {"after the height", 0, 0, "", -16,
         "byte 12: found the end of the file; expected the width in bytes 12 to 15"},
        {"within the width", 0, 0, "", -13,
         "byte 15: found the end of the file; expected the width in bytes 12 to 15"},
        {"after the width", 0, 0, "", -12, "byte 16: found the end of the file; " PIXELS},
        {"after an image", 0, 0, "", -6, "byte 22: found the end of the file; " PIXELS},
        {"last pixel missing", 0, 0, "", -1, "byte 27: found the end of the file; " PIXELS},
        {"a byte too many", 0, 0, "", 1,
         "byte 28: found 1 byte too many; expected the end of the file after 2 images of 2 "
         "x 3 "
         "pixels"},
        {"bytes too many", 0, 0, "", 5,
         "byte 28: found 5 bytes too many; expected the end of the file after 2 images of "
         "2 x 3 "
         "pixels"},
        {"magic", 0, 4, "PK\3\4", 0,
         "byte 0: found 50 4b 03 04; expected 00 00 08 03, with which IDX files of images "
         "begin"},
        {"little-endian", 0, 4, "\3\10\0\0", 0,
         "byte 0: found 03 08 00 00; expected 00 00 08 03, with which IDX files of images "
         "begin"},
        {"second byte", 1, 1, "\1", 0,
         "byte 0: found 00 01 08 03; expected 00 00 08 03, with which IDX files of images "
         "begin"},
        {"floats", 2, 1, "\x0d", 0,
         "byte 2: found type 0d (32-bit float); expected 08 (unsigned byte)"},
        {"no type", 2, 1, "\7", 0,
         "byte 2: found type 07 (not a type of IDX); expected 08 (unsigned byte)"},
        {"labels", 3, 1, "\1", 0,
         "byte 3: found 1 as the number of dimensions, as labels have; expected 3, for "
         "images"},
        {"4 dimensions", 3, 1, "\4", 0,
         "byte 3: found 4 as the number of dimensions; expected 3, for images"},
        {"no images", 4, 4, "\0\0\0\0", 0, "byte 4: found 0 images; expected at least one"},
        {"height 0", 8, 4, "\0\0\0\0", 0,
         "byte 8: found 2 images of 0 x 3 pixels; expected at least 1 x 1"},
        {"width 0", 12, 4, "\0\0\0\0", 0,
         "byte 8: found 2 images of 2 x 0 pixels; expected at least 1 x 1"},
        {"2^31 x 2^31", 8, 8, "\x80\0\0\0\x80\0\0\0", 0,
         "byte 4: found 2 images of 2147483648 x 2147483648 pixels; expected no more than "
         "1073741824 bytes in all"},
        {"a product of 2^64", 4, 12, "\0\0\0\4\x80\0\0\0\x80\0\0\0", 0,
         "byte 4: found 4 images of 2147483648 x 2147483648 pixels; expected no more than "
         "1073741824 bytes in all"},
        {"all ones", 4, 12, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 0,
         "byte 4: found 4294967295 images of 4294967295 x 4294967295 pixels; expected no "
         "more "
         "than 1073741824 bytes in all"},
        {"a gigabyte promised", 4, 12, "\0\x10\0\0\0\0\0\x20\0\0\0\x20", 0,
         "byte 28: found the end of the file; expected 1073741840 bytes in all for 1048576 "
         "images of 32 x 32 pixels"},
    };
    expect_rows(true, images, sizeof images, rows, sizeof rows / sizeof *rows);
}

Test(idx, refuses_wrong_labels)
{
    static const row rows[] = {
        {"empty", 0, 0, "", -10,
         "byte 0: found the end of the file; expected the magic number in bytes 0 to 3"},
        {"after the magic number", 0, 0, "", -6,
         "byte 4: found the end of the file; expected the number of labels in bytes 4 to "
         "7"},
        {"within the count", 0, 0, "", -3,
         "byte 7: found the end of the file; expected the number of labels in bytes 4 to "
         "7"},
        {"after the count", 0, 0, "", -2,
         "byte 8: found the end of the file; expected 10 bytes in all for 2 labels"},
        {"last label missing", 0, 0, "", -1,
         "byte 9: found the end of the file; expected 10 bytes in all for 2 labels"},
        {"a byte too many", 0, 0, "", 1,
         "byte 10: found 1 byte too many; expected the end of the file after 2 labels"},
        {"magic", 0, 4, "<htm", 0,
         "byte 0: found 3c 68 74 6d; expected 00 00 08 01, with which IDX files of labels "
         "begin"},
        {"64-bit floats", 2, 1, "\x0e", 0,
         "byte 2: found type 0e (64-bit float); expected 08 (unsigned byte)"},
        {"images", 3, 1, "\3", 0,
         "byte 3: found 3 as the number of dimensions, as images have; expected 1, for "
         "labels"},
        {"no labels", 4, 4, "\0\0\0\0", 0, "byte 4: found 0 labels; expected at least one"},
        {"2^31 labels", 4, 4, "\x80\0\0\0", 0,
         "byte 4: found 2147483648 labels; expected no more than 1073741824"},
        {"label 10", 9, 1, "\n", 0, "byte 9: found label 10; expected 0 to 9"},
        {"label 255", 8, 1, "\xff", 0, "byte 8: found label 255; expected 0 to 9"},
    };
    expect_rows(false, labels, sizeof labels, rows, sizeof rows / sizeof *rows);
}
