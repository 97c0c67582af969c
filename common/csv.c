/* Kaggle's CSV: an optional header, then the label and 784 pixels a line. */
#include "dataset.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 28, PIXELS = SIDE * SIDE, COLUMNS = 1 + PIXELS };

/* Where the parser is. */
typedef struct cursor {
    const char *at, *end;
    const char *name; /* of the file, for messages */
    long line;        /* from 1 */
} cursor;

static bool at_line_end(const cursor *c)
{
    return c->at == c->end || *c->at == '\n' ||
           (*c->at == '\r' && c->end - c->at > 1 && c->at[1] == '\n');
}

static void skip_line_end(cursor *c)
{
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    if (c->at < c->end)
        c->at++;
    c->line++;
}

static const char *cell_end(const cursor *c, const char *cell)
{
    cursor end = {.at = cell, .end = c->end};
    while (!at_line_end(&end) && *end.at != ',')
        end.at++;
    return end.at;
}

/* Writes what a cell holds so that it can be printed: quoted, cut, odd bytes as \xNN. */
static const char *describe(char text[80], const char *cell, const char *end)
{
    enum { LONGEST = 16 }; /* 4 characters each at worst, quotes and dots fit in 80 */
    if (cell == end)
        return "nothing";
    if (memchr(cell, 0, (size_t)(end - cell)) != NULL)
        return "a NUL byte";
    char *out = text;
    *out++ = '\'';
    const char *cut = end - cell > LONGEST ? cell + LONGEST : end;
    for (; cell < cut; cell++) {
        unsigned char byte = (unsigned char)*cell;
        out += sprintf(out, byte >= ' ' && byte < 0x7f ? "%c" : "\\x%02x", byte);
    }
    strcpy(out, cut < end ? "...'" : "'");
    return text;
}

static const char *expected(int column)
{
    return column == 1 ? "a label: digits, 0 to 9" : "a pixel: digits, 0 to 255";
}

static bool bad_cell(const cursor *c, const char *cell, int column, error *e)
{
    char text[80];
    return error_set(e, "%s: line %ld, column %d: found %s; expected %s", c->name, c->line,
                     column, describe(text, cell, cell_end(c, cell)), expected(column));
}

/* Digits and nothing else: no sign, blank, point or exponent, which strtol would let in. */
static bool parse_cell(cursor *c, int column, uint8_t *value, error *e)
{
    const unsigned largest = column == 1 ? DATASET_CLASSES - 1 : UINT8_MAX;
    const char *cell = c->at;
    unsigned number = 0;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9' && number <= largest)
        number = 10 * number + (unsigned)(*c->at++ - '0');
    if (c->at == cell || number > largest || (!at_line_end(c) && *c->at != ','))
        return bad_cell(c, cell, column, e);
    *value = (uint8_t)number;
    return true;
}

static bool parse_row(cursor *c, uint8_t *label, uint8_t *pixels, error *e)
{
    if (at_line_end(c))
        return error_set(e, "%s: line %ld: found an empty line; expected %d columns",
                         c->name, c->line, COLUMNS);
    if (!parse_cell(c, 1, label, e))
        return false;
    for (int column = 2; column <= COLUMNS; column++) {
        if (at_line_end(c))
            return error_set(
                e, "%s: line %ld, column %d: found the end of the %s; expected %s", c->name,
                c->line, column, c->at == c->end ? "file" : "line", expected(column));
        c->at++; /* the comma before it */
        if (!parse_cell(c, column, &pixels[column - 2], e))
            return false;
    }
    if (!at_line_end(c))
        return error_set(e, "%s: line %ld, column %d: found a column too many; expected %d",
                         c->name, c->line, COLUMNS + 1, COLUMNS);
    skip_line_end(c);
    return true;
}

static int count_columns(cursor c)
{
    int columns = 1;
    for (; !at_line_end(&c); c.at++)
        columns += *c.at == ',';
    return columns;
}

/* The first line tells most clearly what a file is that is not what we hope for. */
static bool check_first_line(const cursor *c, error *e)
{
    if (at_line_end(c))
        return true; /* parse_rows says what is wrong */
    int columns = count_columns(*c);
    if (columns == PIXELS)
        return error_set(
            e,
            "%s: line 1: found %d columns, pixels without a label, as in Kaggle's "
            "test.csv; expected the %d columns of its train.csv",
            c->name, columns, COLUMNS);
    if (columns != COLUMNS)
        return error_set(
            e, "%s: line 1: found %d column%s; expected %d: a label and %d pixels", c->name,
            columns, columns == 1 ? "" : "s", COLUMNS, PIXELS);
    return true;
}

/* A first line that begins with a letter or a quote is a header; its first name is checked. */
static bool skip_header(cursor *c, error *e)
{
    if (at_line_end(c) || (!isalpha((unsigned char)*c->at) && *c->at != '"'))
        return true;
    const char *end = cell_end(c, c->at);
    size_t length = (size_t)(end - c->at);
    if (!(length == 5 && memcmp(c->at, "label", 5) == 0) &&
        !(length == 7 && memcmp(c->at, "\"label\"", 7) == 0)) {
        char text[80];
        return error_set(e, "%s: line 1, column 1: found %s; expected 'label' or a number",
                         c->name, describe(text, c->at, end));
    }
    while (!at_line_end(c))
        c->at++;
    skip_line_end(c);
    return true;
}

static bool parse_rows(cursor *c, dataset *d, error *e)
{
    if (c->at == c->end)
        return error_set(e, "%s: line %ld: found the end of the file; expected an image",
                         c->name, c->line);
    /* A row takes at least a digit and a comma or line end for each column (the last line end
     * may be missing). So the size of the text bounds the number of rows, and a pixel never
     * overtakes the text that is still to be read. */
    size_t capacity = (size_t)(c->end - c->at) / (2 * COLUMNS) + 1;
    d->memory[1] = d->labels = malloc(capacity);
    if (d->labels == NULL)
        return error_set(e, "%s: out of memory for %zu labels", c->name, capacity);
    while (c->at < c->end) {
        size_t row = (size_t)d->count;
        if (!parse_row(c, &d->labels[row], &d->pixels[row * PIXELS], e))
            return false;
        d->count++;
    }
    return true;
}

bool csv_parse(char *text, size_t size, const char *name, dataset *d, error *e)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf"; /* spreadsheets write it */
    *d = (dataset){.height = SIDE, .width = SIDE, .pixels = (uint8_t *)text};
    cursor c = {.at = text, .end = text + size, .name = name, .line = 1};
    if (size >= 3 && memcmp(text, byte_order_mark, 3) == 0)
        c.at += 3;
    if (check_first_line(&c, e) && skip_header(&c, e) && parse_rows(&c, d, e))
        return true;
    dataset_free(d);
    return false;
}
