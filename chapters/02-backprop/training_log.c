#include "training_log.h"

#include "output_file.h"

enum { CLASSES = DATASET_CLASSES, CLASS_COLUMNS = 5, CONFUSION_COLUMNS = 2 + CLASSES };

static const char class_header[] = "epoch,class,precision,recall,f1";
static const char confusion_header[] =
    "epoch,truth,taken_for_0,taken_for_1,taken_for_2,taken_for_3,taken_for_4,"
    "taken_for_5,taken_for_6,taken_for_7,taken_for_8,taken_for_9";

bool training_log_open(training_log *log, const char *directory, error *e)
{
    *log = (training_log){.directory = directory};
    if (directory == NULL)
        return true;
    return output_directory(directory, e) &&
           table_open(&log->metrics, directory, "metrics.csv",
                      "epoch,step,rate,seconds,train_loss,train_acc,val_loss,val_acc,"
                      "test_loss,test_acc",
                      e) &&
           table_open(&log->classes, directory, "classes.csv", class_header, e) &&
           table_open(&log->confusion, directory, "confusion.csv", confusion_header, e);
}

static bool write_classes(table_file *t, int epoch, const evaluation *v, error *e)
{
    double rows[CLASSES][CLASS_COLUMNS];
    for (int c = 0; c < CLASSES; c++) {
        rows[c][0] = epoch;
        rows[c][1] = c;
        rows[c][2] = evaluation_precision(v, c);
        rows[c][3] = evaluation_recall(v, c);
        rows[c][4] = evaluation_f1(v, c);
    }
    return table_rows(t, rows[0], CLASSES, e);
}

static bool write_confusion(table_file *t, int epoch, const evaluation *v, error *e)
{
    double rows[CLASSES][CONFUSION_COLUMNS];
    for (int truth = 0; truth < CLASSES; truth++) {
        rows[truth][0] = epoch;
        rows[truth][1] = truth;
        for (int guess = 0; guess < CLASSES; guess++)
            rows[truth][2 + guess] = v->confusion[truth][guess];
    }
    return table_rows(t, rows[0], CLASSES, e);
}

static bool write_test(const training_log *log, const epoch_record *r, error *e)
{
    table_file classes = {0}, confusion = {0};
    bool done =
        table_open(&classes, log->directory, "test_classes.csv", class_header, e) &&
        table_open(&confusion, log->directory, "test_confusion.csv", confusion_header, e) &&
        write_classes(&classes, r->epoch, &r->test, e) &&
        write_confusion(&confusion, r->epoch, &r->test, e);
    table_free(&classes);
    table_free(&confusion);
    return done;
}

bool training_log_write(training_log *log, const epoch_record *r, error *e)
{
    if (log->directory == NULL)
        return true;
    double metrics[] = {
        r->epoch,
        (double)r->step,
        r->rate,
        r->seconds,
        evaluation_loss(&r->train),
        evaluation_accuracy(&r->train),
        evaluation_loss(&r->validation),
        evaluation_accuracy(&r->validation),
        evaluation_loss(&r->test),
        evaluation_accuracy(&r->test),
    };
    const evaluation *shown = r->validation.count > 0 ? &r->validation : &r->train;
    return table_row(&log->metrics, metrics, e) &&
           write_classes(&log->classes, r->epoch, shown, e) &&
           write_confusion(&log->confusion, r->epoch, shown, e) &&
           (r->test.count == 0 || write_test(log, r, e));
}

bool training_log_predictions(const training_log *log, const uint8_t *labels,
                              const int *guesses, int count, error *e)
{
    enum { COLUMNS = 3 };
    if (log->directory == NULL)
        return true;
    arena memory = {0};
    double *rows = arena_alloc(&memory, (size_t)count * COLUMNS, sizeof *rows);
    for (int i = 0; i < count; i++) {
        rows[COLUMNS * i] = i;
        rows[COLUMNS * i + 1] = labels[i];
        rows[COLUMNS * i + 2] = guesses[i];
    }
    table_file table = {0};
    bool done =
        table_open(&table, log->directory, "predictions.csv", "image,label,guess", e) &&
        table_rows(&table, rows, count, e);
    table_free(&table);
    arena_free(&memory);
    return done;
}

void training_log_close(training_log *log)
{
    table_free(&log->metrics);
    table_free(&log->classes);
    table_free(&log->confusion);
}
