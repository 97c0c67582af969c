#include "training_run.h"

#include <omp.h>

#include "test_files.h"
#include "test_networks.h"
#include "test_process.h"

enum { TRAIN = 100, TEST = 20, HEIGHT = 6, WIDTH = 5, PIXELS = HEIGHT * WIDTH };

/* Writes an IDX file of `count` items: its header, of two or four numbers, and the bytes. */
static void put_idx(scratch *s, const char *name, const uint32_t *header, size_t numbers,
                    const uint8_t *bytes, size_t count)
{
    uint8_t file[16 + TRAIN * PIXELS];
    for (size_t i = 0; i < 4 * numbers; i++)
        file[i] = (uint8_t)(header[i / 4] >> (24 - 8 * (i % 4)));
    memcpy(file + 4 * numbers, bytes, count);
    scratch_file(s, name, file, 4 * numbers + count);
}

static void put_set(scratch *s, const char *images_name, const char *labels_name, int count,
                    uint64_t seed)
{
    arena memory = {0};
    rng r = rng_new(seed, 0);
    dataset d = random_images(&memory, count, HEIGHT, WIDTH, &r);
    uint32_t n = (uint32_t)count;
    put_idx(s, images_name, (uint32_t[]){0x803, n, HEIGHT, WIDTH}, 4, d.pixels, n * PIXELS);
    put_idx(s, labels_name, (uint32_t[]){0x801, n}, 2, d.labels, n);
    arena_free(&memory);
}

/* Random images in a directory to read, and one for results. */
typedef struct places {
    scratch data, out;
    options o;
    training_settings s;
} places;

static void places_new(places *p)
{
    *p = (places){.data = scratch_new(), .out = scratch_new(), .s = TRAINING_DEFAULTS};
    put_set(&p->data, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", TRAIN, 1);
    put_set(&p->data, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", TEST, 2);
    p->o = (options){.data = p->data.directory,
                     .out = p->out.directory,
                     .epochs = 2,
                     .batch = 16,
                     .rate = 0.1,
                     .seed = 1,
                     .threads = 1,
                     .quiet = true};
    p->s.hidden = "7";
    p->s.schedule = "constant";
}

static void places_free(places *p)
{
    scratch_free(&p->data);
    scratch_free(&p->out);
}

static void begin(training_run *r, training_settings *s, const places *p)
{
    omp_set_num_threads(p->o.threads);
    *s = p->s;
    training_settings_check(s);
    *r = run_read_data(&p->o, s);
    run_build(r);
    run_begin(r, &cross_entropy);
}

/* Column `column` of row `row` of a table in the results; row 0 holds the names. */
static const char *cell(places *p, const char *table, int row, const char *column)
{
    static char text[20000], found[100];
    FILE *stream = fopen(scratch_path(&p->out, table), "rb");
    cr_assert(stream != NULL, "%s is not there", table);
    text[fread(text, 1, sizeof text - 1, stream)] = '\0';
    fclose(stream);
    size_t place = 0, length = strlen(column);
    const char *name = text;
    while (strncmp(name, column, length) != 0 || strchr(",\n", name[length]) == NULL) {
        name += strcspn(name, ",\n");
        cr_assert(*name++ == ',', "%s has no column %s", table, column);
        place++;
    }
    const char *line = text;
    for (int i = 0; i < row; i++)
        line = strchr(line, '\n') + 1;
    if (*line == '\0')
        return "no such row";
    for (; place > 0; place--)
        line += strcspn(line, ",\n") + 1;
    snprintf(found, sizeof found, "%.*s", (int)strcspn(line, ",\n"), line);
    return found;
}

static void expect_cell(places *p, const char *table, int row, const char *column,
                        const char *wanted)
{
    const char *found = cell(p, table, row, column);
    cr_expect(strcmp(found, wanted) == 0, "%s, row %d, %s: [%s], wanted [%s]", table, row,
              column, found, wanted);
}

static const char *last_line(const char *text)
{
    const char *line = text;
    for (const char *next; (next = strchr(line, '\n')) != NULL && next[1] != '\0';)
        line = next + 1;
    return line;
}

/* Two epochs, and three more at another rate. */
static void two_phases(const void *context)
{
    training_settings s;
    training_run r;
    begin(&r, &s, context);
    run_train(&r, 2, 0.1);
    printf("%d of %d\n", r.epoch, r.last_epoch);
    run_train(&r, 3, 0.025);
    printf("%d of %d\n", r.epoch, r.last_epoch);
    run_finish(&r, NULL, NULL);
    run_free(&r);
}

Test(training_run, phases_go_on_counting)
{
    places p;
    places_new(&p);
    outcome o = outcome_of(two_phases, &p);
    cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
    cr_expect(strncmp(o.out, "2 of 2\n5 of 5\n", 14) == 0, "printed %.14s", o.out);
    static const char *const epochs[] = {"1", "2", "3", "4", "5"};
    static const char *const steps[] = {"7", "14", "21", "28", "35"};
    for (int row = 1; row <= 5; row++) {
        expect_cell(&p, "metrics.csv", row, "epoch", epochs[row - 1]);
        expect_cell(&p, "metrics.csv", row, "step", steps[row - 1]);
        expect_cell(&p, "metrics.csv", row, "rate", row <= 2 ? "0.1" : "0.025");
        cr_expect(cell(&p, "metrics.csv", row, "train_loss")[0] != '\0', "row %d: no loss",
                  row);
        cr_expect((cell(&p, "metrics.csv", row, "test_acc")[0] != '\0') == (row == 5),
                  "row %d: test accuracy [%s]", row,
                  cell(&p, "metrics.csv", row, "test_acc"));
    }
    expect_cell(&p, "metrics.csv", 6, "epoch", "no such row");
    places_free(&p);
}

/* Every second epoch is measured, and the last of each phase. */
Test(training_run, measures_every_so_many_epochs)
{
    places p;
    places_new(&p);
    p.s.every = 4;
    p.o.validation = 10;
    outcome o = outcome_of(two_phases, &p);
    cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
    static const char *const epochs[] = {"2", "4", "5", "no such row"};
    for (int row = 1; row <= 4; row++)
        expect_cell(&p, "metrics.csv", row, "epoch", epochs[row - 1]);
    for (int row = 1; row <= 3; row++)
        cr_expect(cell(&p, "metrics.csv", row, "val_acc")[0] != '\0', "row %d: [%s]", row,
                  cell(&p, "metrics.csv", row, "val_acc"));
    places_free(&p);
}

/* Takes every image for a 3. */
static matrix always_three(void *model, const batch *b)
{
    matrix logits = matrix_narrow(*(matrix *)model, b->count);
    matrix_fill(logits, 0);
    for (int j = 0; j < logits.cols; j++)
        AT(logits, 3, j) = 1;
    return logits;
}

static void finish_with_another(const void *context)
{
    training_settings s;
    training_run r;
    begin(&r, &s, context);
    run_train(&r, 1, 0.1);
    matrix logits = matrix_new(&r.net->memory, DATASET_CLASSES, r.net->capacity);
    run_finish(&r, always_three, &logits);
    run_free(&r);
}

Test(training_run, finishes_with_another_predictor)
{
    places p;
    places_new(&p);
    outcome o = outcome_of(finish_with_another, &p);
    cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
    int right = 0;
    for (int row = 1; row <= TEST; row++) {
        expect_cell(&p, "predictions.csv", row, "guess", "3");
        right += strcmp(cell(&p, "predictions.csv", row, "label"), "3") == 0;
    }
    expect_cell(&p, "predictions.csv", TEST + 1, "guess", "no such row");
    char wanted[80];
    snprintf(wanted, sizeof wanted, "test accuracy %.4f (%d/%d)\n", (double)right / TEST,
             right, TEST);
    cr_expect(strcmp(last_line(o.out), wanted) == 0, "last line [%s], wanted [%s]",
              last_line(o.out), wanted);
    double accuracy = atof(cell(&p, "metrics.csv", 1, "test_acc"));
    cr_expect(fabs(accuracy - (double)right / TEST) < 1e-8, "test accuracy %g", accuracy);
    places_free(&p);
}

/* The program does something to the network after the last epoch: now it knows nothing. */
static void finish_with_nothing(const void *context)
{
    training_settings s;
    training_run r;
    begin(&r, &s, context);
    run_train(&r, r.o->epochs, 0.1);
    for (int i = 0; i < r.net->parameter_count; i++)
        matrix_fill(r.net->parameters[i].value, 0);
    run_finish(&r, NULL, NULL);
    run_free(&r);
}

Test(training_run, tests_the_network_as_it_is_at_the_end)
{
    for (int epochs = 0; epochs <= 1; epochs++) {
        places p;
        places_new(&p);
        p.o.epochs = epochs;
        outcome o = outcome_of(finish_with_nothing, &p);
        cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
        expect_cell(&p, "metrics.csv", 1, "epoch", epochs == 0 ? "0" : "1");
        expect_cell(&p, "metrics.csv", 2, "epoch", "no such row");
        double found = atof(cell(&p, "metrics.csv", 1, "test_loss"));
        cr_expect(fabs(found - log(10)) < 1e-6, "%d epochs: test loss %.9g, not log 10",
                  epochs, found);
        places_free(&p);
    }
}

Test(training_run, divides_the_images)
{
    static const struct {
        int images, validation, train;
    } rows[] = {{0, 0, TRAIN}, {0, 30, TRAIN - 30}, {50, 0, 50}, {50, 49, 1}};
    places p;
    places_new(&p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        p.s.images = rows[i].images;
        p.o.validation = rows[i].validation;
        training_run r = run_read_data(&p.o, &p.s);
        cr_expect(r.train_images.count == rows[i].train &&
                      r.validation_images.count == rows[i].validation &&
                      r.test_images.count == TEST,
                  "row %zu: %d, %d, %d images", i, r.train_images.count,
                  r.validation_images.count, r.test_images.count);
        cr_expect(r.train_images.pixels == r.all.pixels &&
                      r.validation_images.pixels ==
                          r.all.pixels + (size_t)rows[i].train * PIXELS,
                  "row %zu: not the last ones are held out", i);
        run_free(&r);
    }
    places_free(&p);
}

/* All images at once come as they are, in tiles; mini-batches are shuffled, and in lists. */
Test(training_run, whole_batches_keep_the_order)
{
    places p;
    places_new(&p);
    for (int whole = 0; whole < 2; whole++) {
        training_run r;
        training_settings s;
        p.o.batch = whole ? 0 : 16;
        begin(&r, &s, &p);
        cr_expect((r.training.shuffler == NULL) == whole, "batch %d: shuffled", p.o.batch);
        cr_expect((r.train.tiles.start != NULL) == whole &&
                      (r.train.lists.start != NULL) == !whole,
                  "batch %d: images of the other kind", p.o.batch);
        cr_expect(r.training.batch_size == (whole ? TRAIN : 16) &&
                      (whole ? r.net->capacity >= TRAIN : r.net->capacity == 16),
                  "batch %d: steps of %d, capacity %d", p.o.batch, r.training.batch_size,
                  r.net->capacity);
        training_log_close(&r.log);
        run_free(&r);
    }
    places_free(&p);
}

Test(training_run, fills_in_what_names_mean)
{
    training_settings s = TRAINING_DEFAULTS;
    training_settings_check(&s);
    cr_expect(s.how == NESTEROV && s.pace == ONE_CYCLE && s.first == INIT_HE,
              "defaults: %d, %d, %d", s.how, s.pace, s.first);
    s.optimizer = "adam";
    s.schedule = "cosine";
    s.init = "report";
    training_settings_check(&s);
    cr_expect(s.how == ADAM && s.pace == COSINE && s.first == INIT_REPORT,
              "adam, cosine, report: %d, %d, %d", s.how, s.pace, s.first);
}

/* What the settings refuse, the programs' tests try from the command line. */

static void read_too_few(const void *context)
{
    const places *p = context;
    training_run r = run_read_data(&p->o, &p->s);
    run_free(&r);
}

Test(training_run, refuses_more_images_than_there_are)
{
    static const struct {
        int images, validation;
        const char *message;
    } rows[] = {
        {TRAIN + 1, 0, "--images 101: there are 100 training images"},
        {0, TRAIN, "--validation 100: of 100 training images, none would be left"},
        {10, 10, "--validation 10: of 10 training images, none would be left"},
    };
    places p;
    places_new(&p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        p.s.images = rows[i].images;
        p.o.validation = rows[i].validation;
        outcome o = outcome_of(read_too_few, &p);
        cr_expect(o.status == 2 && strstr(o.err, rows[i].message) != NULL,
                  "row %zu: status %d, said [%s]", i, o.status, o.err);
    }
    places_free(&p);
}

static void start_again(const void *context)
{
    training_settings s;
    training_run r;
    begin(&r, &s, context);
    run_print_network(&r);
    run_finish(&r, NULL, NULL);
    run_free(&r);
}

/* What --load reads is what was written: the same test accuracy, without an epoch. */
Test(training_run, loads_what_it_saved)
{
    places p, again;
    places_new(&p);
    places_new(&again);
    outcome first = outcome_of(two_phases, &p);
    cr_assert(first.status == 0, "status %d, said %s", first.status, first.err);
    again.s.load = scratch_path(&p.out, "model.safetensors");
    again.o.seed = 9;
    outcome second = outcome_of(start_again, &again);
    cr_assert(second.status == 0, "status %d, said %s", second.status, second.err);
    cr_expect(strncmp(second.out, "30 dense 7 relu dense 10: 297 parameters, 100 images",
                      52) == 0,
              "printed %.60s", second.out);
    for (int row = 1; row <= TEST; row++) {
        char guess[8];
        snprintf(guess, sizeof guess, "%s", cell(&p, "predictions.csv", row, "guess"));
        expect_cell(&again, "predictions.csv", row, "guess", guess);
    }
    places_free(&p);
    places_free(&again);
}
