#include "table_file.h"

#include <math.h>

#include "output_file.h"
#include "test_files.h"

static void expect_content(scratch *s, const char *wanted)
{
    char found[400] = "";
    FILE *stream = fopen(scratch_path(s, "metrics.csv"), "rb");
    cr_assert(stream != NULL, "metrics.csv is not there");
    found[fread(found, 1, sizeof found - 1, stream)] = '\0';
    fclose(stream);
    cr_expect(strcmp(found, wanted) == 0, "the file holds [%s], wanted [%s]", found,
              wanted);
}

Test(table_file, grows_row_by_row)
{
    scratch s = scratch_new();
    table_file t;
    error e;
    cr_assert(table_open(&t, s.directory, "metrics.csv", "epoch,loss,accuracy", &e), "%s",
              e.text);
    cr_expect(t.columns == 3, "%d columns, wanted 3", t.columns);
    expect_content(&s, "epoch,loss,accuracy\n");
    cr_assert(table_row(&t, (double[]){1, 2.5, NAN}, &e), "%s", e.text);
    expect_content(&s, "epoch,loss,accuracy\n1,2.5,\n");
    cr_assert(table_row(&t, (double[]){NAN, NAN, NAN}, &e), "%s", e.text);
    expect_content(&s, "epoch,loss,accuracy\n1,2.5,\n,,\n");
    table_free(&t);
    cr_expect(t.path == NULL && t.values == NULL && t.rows == 0, "not restored");
    scratch_free(&s);
}

Test(table_file, writes_numbers)
{
    static const struct {
        double value;
        const char *wanted;
    } rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {-3, "-3"},
        {10000000000, "10000000000"},
        {0.1f, "0.100000001"},
        {1.0 / 3, "0.333333333"},
        {1e-30, "1e-30"},
        {1e300, "1e+300"},
        {NAN, ""},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
    };
    scratch s = scratch_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        table_file t;
        error e;
        char wanted[50];
        snprintf(wanted, sizeof wanted, "x\n%s\n", rows[i].wanted);
        cr_assert(table_open(&t, s.directory, "metrics.csv", "x", &e), "%s", e.text);
        cr_assert(table_row(&t, &rows[i].value, &e), "row %zu: %s", i, e.text);
        expect_content(&s, wanted);
        table_free(&t);
    }
    scratch_free(&s);
}

/* Nine digits bring back every float: try the neighbours of awkward ones. */
Test(table_file, digits_bring_back_the_float)
{
    scratch s = scratch_new();
    table_file t;
    error e;
    float values[300], x = 0.7f;
    cr_assert(table_open(&t, s.directory, "metrics.csv", "x", &e), "%s", e.text);
    for (int i = 0; i < 300; i++) {
        values[i] = x;
        cr_assert(table_row(&t, &(double){x}, &e), "%s", e.text);
        x = nextafterf(x * -0.77f, 1);
    }
    table_free(&t);
    FILE *stream = fopen(scratch_path(&s, "metrics.csv"), "r");
    cr_assert(stream != NULL && fgetc(stream) == 'x', "no header");
    for (int i = 0; i < 300; i++) {
        float found;
        cr_assert(fscanf(stream, "%f", &found) == 1, "row %d cannot be read", i);
        cr_expect(found == values[i], "row %d: %.9g, wanted %.9g", i, (double)found,
                  (double)values[i]);
    }
    fclose(stream);
    scratch_free(&s);
}

Test(table_file, bad_directory_shows_early)
{
    scratch s = scratch_new();
    table_file t;
    error e;
    char *missing = output_path(s.directory, "missing"), wanted[200];
    snprintf(wanted, sizeof wanted,
             "cannot write %s/metrics.csv.part: No such file or directory", missing);
    cr_expect(!table_open(&t, missing, "metrics.csv", "x", &e), "opened");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    cr_expect(t.path == NULL && t.header == NULL, "something is held");
    free(missing);
    scratch_free(&s);
}

Test(table_file, row_that_could_not_be_written_comes_with_the_next)
{
    scratch s = scratch_new();
    table_file t;
    error e;
    cr_assert(table_open(&t, s.directory, "metrics.csv", "x", &e), "%s", e.text);
    cr_assert(mkdir(scratch_path(&s, "metrics.csv.part"), 0777) == 0, "nothing in the way");
    cr_expect(!table_row(&t, &(double){1}, &e), "written");
    expect_content(&s, "x\n");
    cr_assert(rmdir(scratch_path(&s, "metrics.csv.part")) == 0, "still in the way");
    cr_expect(table_row(&t, &(double){2}, &e), "%s", e.text);
    expect_content(&s, "x\n1\n2\n");
    table_free(&t);
    scratch_free(&s);
}
