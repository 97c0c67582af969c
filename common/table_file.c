#include "table_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output_file.h"

static const double EXACT_INTEGERS = 0x1p53; /* below this every double's unit is exact */

static void write_value(FILE *stream, double value)
{
    if (isnan(value))
        return; /* not measured: an empty cell */
    if (value == floor(value) && fabs(value) < EXACT_INTEGERS)
        fprintf(stream, "%lld", (long long)value);
    else
        fprintf(stream, "%.9g", value);
}

static bool write_all(const table_file *t, error *e)
{
    output_file o;
    if (!output_open(&o, t->path, e))
        return false;
    fprintf(o.stream, "%s\n", t->header);
    for (int row = 0; row < t->rows; row++)
        for (int column = 0; column < t->columns; column++) {
            write_value(o.stream, t->values[row * t->columns + column]);
            fputc(column + 1 < t->columns ? ',' : '\n', o.stream);
        }
    return output_commit(&o, e);
}

static int count_columns(const char *header)
{
    int columns = 1;
    for (const char *c = header; *c != '\0'; c++)
        columns += *c == ',';
    return columns;
}

bool table_open(table_file *t, const char *directory, const char *name, const char *header,
                error *e)
{
    *t = (table_file){.path = output_path(directory, name),
                      .header = strdup(header),
                      .columns = count_columns(header)};
    if (t->header == NULL)
        fail("out of memory: a table's header does not fit");
    bool good = write_all(t, e);
    if (!good)
        table_free(t);
    return good;
}

static void make_room(table_file *t, int rows)
{
    if (t->rows + rows <= t->capacity)
        return;
    t->capacity = 2 * (t->rows + rows);
    size_t bytes = (size_t)t->capacity * (size_t)t->columns * sizeof *t->values;
    double *values = realloc(t->values, bytes);
    if (values == NULL)
        fail("out of memory: the table %s needs %zu bytes", t->path, bytes);
    t->values = values;
}

bool table_rows(table_file *t, const double *values, int rows, error *e)
{
    make_room(t, rows);
    memcpy(t->values + t->rows * t->columns, values,
           (size_t)rows * (size_t)t->columns * sizeof *t->values);
    t->rows += rows;
    return write_all(t, e);
}

bool table_row(table_file *t, const double *values, error *e)
{
    return table_rows(t, values, 1, e);
}

void table_free(table_file *t)
{
    free(t->path);
    free(t->header);
    free(t->values);
    *t = (table_file){0};
}
