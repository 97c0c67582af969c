#include "dataset.h"

#include <stdlib.h>

#include "test_files.h"

enum { PIXELS = 784, MOST_TEXT = 1 << 15 };

/* A CSV text that grows piece by piece. */
typedef struct writer {
    char text[MOST_TEXT];
    size_t size;
} writer;

static void put_bytes(writer *w, const char *bytes, size_t size)
{
    cr_assert(w->size + size <= sizeof w->text, "the test writes too much");
    memcpy(w->text + w->size, bytes, size);
    w->size += size;
}

static void put(writer *w, const char *text)
{
    put_bytes(w, text, strlen(text));
}

static void put_header(writer *w, const char *first, int pixels)
{
    put(w, first);
    for (int i = 0; i < pixels; i++) {
        char name[32];
        snprintf(name, sizeof name, ",pixel%d", i);
        put(w, name);
    }
}

/* What image `row` has at pixel i: every value from 0 to 255 occurs. */
static int pixel(int row, int i)
{
    return (i + 100 * row) % 256;
}

/* Pixels first .. last of image `row`, a comma before each. */
static void put_pixels(writer *w, int row, int first, int last)
{
    for (int i = first; i <= last; i++) {
        char cell[16];
        snprintf(cell, sizeof cell, ",%d", pixel(row, i));
        put(w, cell);
    }
}

static void put_image(writer *w, int row, const char *label, const char *line_end)
{
    put(w, label);
    put_pixels(w, row, 0, PIXELS - 1);
    put(w, line_end);
}

/* Parses in a block of exactly that size, so that the sanitizer sees overruns. */
static bool parse(const writer *w, dataset *d, char **text, error *e)
{
    *text = malloc(w->size > 0 ? w->size : 1);
    cr_assert(*text != NULL, "no memory");
    memcpy(*text, w->text, w->size);
    return csv_parse(*text, w->size, "f", d, e);
}

/* The text must be read as `count` images of the pixels above, labelled 3, 4, 5 ... */
static void expect_images(const char *row, const writer *w, int count)
{
    dataset d;
    error e;
    char *text;
    cr_assert(parse(w, &d, &text, &e), "%s: refused: %s", row, e.text);
    cr_assert(d.count == count && d.height == 28 && d.width == 28, "%s: %d of %d x %d", row,
              d.count, d.height, d.width);
    for (int i = 0; i < count; i++) {
        cr_expect(d.labels[i] == 3 + i, "%s: image %d has label %d", row, i, d.labels[i]);
        for (int j = 0; j < PIXELS; j++)
            cr_assert(d.pixels[i * PIXELS + j] == pixel(i, j),
                      "%s: image %d, pixel %d is %d", row, i, j, d.pixels[i * PIXELS + j]);
    }
    dataset_free(&d);
    free(text);
}

static void expect_refused(const char *row, const writer *w, const char *wanted)
{
    dataset d = {.count = 1};
    error e = {{0}};
    char *text;
    bool accepted = parse(w, &d, &text, &e);
    expect_sentence(row, accepted, e.text, "f", wanted);
    cr_expect(d.count == 0 && d.pixels == NULL && d.labels == NULL && d.memory[1] == NULL,
              "%s: a failed read leaves something", row);
    free(text);
}

Test(csv, accepts_the_usual_variants)
{
    static const struct {
        const char *row, *begin, *header, *line_end, *last_end;
    } rows[] = {
        {"header, LF", "", "label", "\n", "\n"},
        {"header, CRLF", "", "label", "\r\n", "\r\n"},
        {"header in quotes", "", "\"label\"", "\n", "\n"},
        {"no header", "", NULL, "\n", "\n"},
        {"no header, CRLF", "", NULL, "\r\n", "\r\n"},
        {"unterminated last line", "", "label", "\n", ""},
        {"unterminated last line, CRLF, no header", "", NULL, "\r\n", ""},
        {"byte order mark", "\xef\xbb\xbf", "label", "\r\n", "\r\n"},
        {"byte order mark, no header", "\xef\xbb\xbf", NULL, "\n", "\n"},
    };
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        w.size = 0;
        put(&w, rows[i].begin);
        if (rows[i].header != NULL) {
            put_header(&w, rows[i].header, PIXELS);
            put(&w, rows[i].line_end);
        }
        put_image(&w, 0, "3", rows[i].line_end);
        put_image(&w, 1, "4", rows[i].line_end);
        put_image(&w, 2, "5", rows[i].last_end);
        expect_images(rows[i].row, &w, 3);
    }
}

/* The tightest text: two bytes a column, so that pixels and text come closest. */
Test(csv, parses_the_shortest_rows_in_place)
{
    static writer w;
    for (int row = 0; row < 20; row++) {
        put(&w, row == 0 ? "1" : "\n1");
        for (int i = 0; i < PIXELS; i++)
            put(&w, (i + row) % 2 == 0 ? ",7" : ",8");
    }
    dataset d;
    error e;
    char *text;
    cr_assert(parse(&w, &d, &text, &e), "refused: %s", e.text);
    cr_assert(d.count == 20, "%d images", d.count);
    for (int i = 0; i < 20 * PIXELS; i++)
        cr_assert(d.pixels[i] == 7 + (i % PIXELS + i / PIXELS) % 2, "pixel %d is %d", i,
                  d.pixels[i]);
    dataset_free(&d);
    free(text);
}

/* Line 3, the second image, has this cell in column 5, which is pixel 3. */
Test(csv, refuses_wrong_cells)
{
    static const struct {
        const char *row, *cell;
        size_t size;
        const char *found;
    } rows[] = {
        {"text", "ink", 3, "'ink'"},
        {"256", "256", 3, "'256'"},
        {"1000", "1000", 4, "'1000'"},
        {"2^64 + 1", "18446744073709551617", 20, "'1844674407370955...'"},
        {"-1", "-1", 2, "'-1'"},
        {"+1", "+1", 2, "'+1'"},
        {"1e3", "1e3", 3, "'1e3'"},
        {"1.0", "1.0", 3, "'1.0'"},
        {"hexadecimal", "0x10", 4, "'0x10'"},
        {"a blank before", " 1", 2, "' 1'"},
        {"a blank after", "1 ", 2, "'1 '"},
        {"quoted", "\"1\"", 3, "'\"1\"'"},
        {"empty", "", 0, "nothing"},
        {"NUL", "\0", 1, "a NUL byte"},
        {"NUL after a digit", "1\0", 2, "a NUL byte"},
        {"terminal control", "\x1b[2J", 4, "'\\x1b[2J'"},
        {"UTF-8", "\xc2\xbd", 2, "'\\xc2\\xbd'"},
        {"lone CR", "1\r2", 3, "'1\\x0d2'"},
        {"semicolons", "1;2;3", 5, "'1;2;3'"},
        {"very long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 41,
         "'aaaaaaaaaaaaaaaa...'"},
    };
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char wanted[128];
        w.size = 0;
        put_header(&w, "label", PIXELS);
        put(&w, "\n");
        put_image(&w, 0, "3", "\n");
        put(&w, "4");
        put_pixels(&w, 1, 0, 2);
        put(&w, ",");
        put_bytes(&w, rows[i].cell, rows[i].size);
        put_pixels(&w, 1, 4, PIXELS - 1);
        put(&w, "\n");
        snprintf(wanted, sizeof wanted,
                 "line 3, column 5: found %s; expected a pixel: digits, 0 to 255",
                 rows[i].found);
        expect_refused(rows[i].row, &w, wanted);
    }
}

Test(csv, refuses_wrong_labels)
{
    static const struct {
        const char *label, *found;
    } rows[] = {{"10", "'10'"},  {"-1", "'-1'"},   {"256", "'256'"}, {"1e3", "'1e3'"},
                {"", "nothing"}, {"two", "'two'"}, {"5.0", "'5.0'"}};
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char wanted[128];
        w.size = 0;
        put_image(&w, 0, "3", "\n");
        put_image(&w, 1, rows[i].label, "\n");
        snprintf(wanted, sizeof wanted,
                 "line 2, column 1: found %s; expected a label: digits, 0 to 9",
                 rows[i].found);
        expect_refused(rows[i].found, &w, wanted);
    }
}

Test(csv, refuses_a_wrong_number_of_columns)
{
    static const struct {
        const char *row;
        int pixels; /* of the second image */
        const char *end, *wanted;
    } rows[] = {
        {"one missing", 783, "\n",
         "line 2, column 785: found the end of the line; expected a pixel: digits, 0 to "
         "255"},
        {"one missing, CRLF", 783, "\r\n",
         "line 2, column 785: found the end of the line; expected a pixel: digits, 0 to "
         "255"},
        {"one missing at the end", 783, "",
         "line 2, column 785: found the end of the file; expected a pixel: digits, 0 to "
         "255"},
        {"the label alone", 0, "\n",
         "line 2, column 2: found the end of the line; expected a pixel: digits, 0 to 255"},
        {"cut after a comma", 5, ",",
         "line 2, column 7: found nothing; expected a pixel: digits, 0 to 255"},
        {"a lone CR at the very end", 783, ",1\r",
         "line 2, column 785: found '1\\x0d'; expected a pixel: digits, 0 to 255"},
        {"one too many", 785, "\n",
         "line 2, column 786: found a column too many; expected 785"},
        {"a comma too many", 784, ",\n",
         "line 2, column 786: found a column too many; expected 785"},
    };
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        w.size = 0;
        put_image(&w, 0, "3", "\n");
        put(&w, "4");
        put_pixels(&w, 1, 0, rows[i].pixels - 1);
        put(&w, rows[i].end);
        expect_refused(rows[i].row, &w, rows[i].wanted);
    }
}

#define TEST_CSV                                                                           \
    "line 1: found 784 columns, pixels without a label, as in Kaggle's test.csv; "         \
    "expected the "                                                                        \
    "785 columns of its train.csv"
#define COLUMNS_WANTED "; expected 785: a label and 784 pixels"

Test(csv, refuses_a_wrong_first_line)
{
    static const struct {
        const char *row, *first;
        int pixels; /* after the first column */
        const char *wanted;
    } rows[] = {
        {"Kaggle's test.csv", "pixel0", 783, TEST_CSV},
        {"column missing", "label", 782, "line 1: found 783 columns" COLUMNS_WANTED},
        {"column too many", "label", 785, "line 1: found 786 columns" COLUMNS_WANTED},
        {"not a CSV", "hello", 0, "line 1: found 1 column" COLUMNS_WANTED},
        {"label not first", "pixel0", 784,
         "line 1, column 1: found 'pixel0'; expected 'label' or a number"},
        {"nearly the name", "labels", 784,
         "line 1, column 1: found 'labels'; expected 'label' or a number"},
    };
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        w.size = 0;
        put_header(&w, rows[i].first, rows[i].pixels);
        put(&w, "\n");
        put_image(&w, 0, "3", "\n");
        expect_refused(rows[i].row, &w, rows[i].wanted);
    }
    w.size = 0;
    put(&w, "0");
    put_pixels(&w, 0, 1, PIXELS - 1);
    expect_refused("Kaggle's test.csv without its header", &w, TEST_CSV);
}

Test(csv, refuses_empty_lines)
{
    static const struct {
        const char *row, *before, *between, *after, *wanted;
    } rows[] = {
        {"first", "\n", "\n", "\n", "line 1: found an empty line; expected 785 columns"},
        {"first, CRLF", "\r\n", "\r\n", "\r\n",
         "line 1: found an empty line; expected 785 columns"},
        {"between", "", "\n\n", "\n", "line 2: found an empty line; expected 785 columns"},
        {"last", "", "\n", "\n\n", "line 3: found an empty line; expected 785 columns"},
        {"last, CRLF", "", "\r\n", "\r\n\r\n",
         "line 3: found an empty line; expected 785 columns"},
    };
    static writer w;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        w.size = 0;
        put(&w, rows[i].before);
        put_image(&w, 0, "3", rows[i].between);
        put_image(&w, 1, "4", rows[i].after);
        expect_refused(rows[i].row, &w, rows[i].wanted);
    }
}

Test(csv, refuses_a_file_without_images)
{
    static writer w;
    expect_refused("nothing", &w, "line 1: found the end of the file; expected an image");
    put(&w, "\xef\xbb\xbf");
    expect_refused("a byte order mark", &w,
                   "line 1: found the end of the file; expected an image");
    w.size = 0;
    put_header(&w, "label", PIXELS);
    expect_refused("a header", &w, "line 2: found the end of the file; expected an image");
    put(&w, "\n");
    expect_refused("a header line", &w,
                   "line 2: found the end of the file; expected an image");
}
