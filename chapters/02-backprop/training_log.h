/*
 * What a run writes into its --out directory, complete after every row:
 *
 *     metrics.csv         epoch, step, rate, seconds, train_loss, train_acc, val_loss,
 *                         val_acc, test_loss, test_acc; empty where not measured
 *     classes.csv         epoch, class, precision, recall, f1
 *     confusion.csv       epoch, truth, taken_for_0 .. taken_for_9: counts of images
 *     test_classes.csv    the same of the test images, once, after the last epoch
 *     test_confusion.csv
 *     predictions.csv     image, label, guess: of each test image, once, as well
 *
 * classes.csv and confusion.csv are of the validation images where there are some, else of
 * the training images as they were seen.
 */
#ifndef TRAINING_LOG_H
#define TRAINING_LOG_H

#include "evaluation.h"
#include "table_file.h"

enum { TRAINING_LOG_SECONDS = 3 }; /* the column of metrics.csv */

typedef struct training_log {
    const char *directory; /* NULL: nothing is written */
    table_file metrics, classes, confusion;
} training_log;

/* What is known after an epoch; an evaluation without images is one not made. */
typedef struct epoch_record {
    int epoch;
    long step;      /* taken so far */
    double rate;    /* of the last step */
    double seconds; /* since the start, measuring included */
    evaluation train, validation, test;
} epoch_record;

/* Makes the directory and the files. NULL: a log that writes nothing. */
bool training_log_open(training_log *log, const char *directory, error *e);

/* One row of metrics.csv, ten of the others. */
bool training_log_write(training_log *log, const epoch_record *r, error *e);

/* What each of `count` test images is, and what it was taken for. */
bool training_log_predictions(const training_log *log, const uint8_t *labels,
                              const int *guesses, int count, error *e);

void training_log_close(training_log *log);

#endif
