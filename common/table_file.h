/*
 * Tables of numbers as CSV, for metrics.csv and its like.
 *
 * Rows are kept in memory and the whole file is written anew after each row, through
 * output_file: at any moment the file on the disk is complete up to the last row, whatever
 * happens to the program. NAN means "not measured" and is written as an empty cell; whole
 * numbers are written without a point; other numbers with the digits that bring back the
 * same float (%.9g).
 */
#ifndef TABLE_FILE_H
#define TABLE_FILE_H

#include "error.h"

typedef struct table_file {
    char *path;
    char *header; /* "epoch,step,..." */
    int columns, rows, capacity;
    double *values; /* rows x columns */
} table_file;

/*
 * Remembers where and what; writes the header at once, so that a bad directory shows early.
 * On failure nothing is held.
 */
bool table_open(table_file *t, const char *directory, const char *name, const char *header,
                error *e);
/* Adds a row of t->columns values and writes the file; the row stays if the writing fails. */
bool table_row(table_file *t, const double *values, error *e);
/* Adds `rows` rows, one after another in `values`, and writes the file once. */
bool table_rows(table_file *t, const double *values, int rows, error *e);
void table_free(table_file *t);

#endif
