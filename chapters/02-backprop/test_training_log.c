#include "training_log.h"

#include <math.h>

#include "test_files.h"

static void expect_text(scratch *s, const char *name, const char *wanted)
{
    char found[4000] = "";
    FILE *stream = fopen(scratch_path(s, name), "rb");
    cr_assert(stream != NULL, "%s is not there", name);
    found[fread(found, 1, sizeof found - 1, stream)] = '\0';
    fclose(stream);
    cr_expect(strcmp(found, wanted) == 0, "%s holds [%s], wanted [%s]", name, found,
              wanted);
}

#define METRICS                                                                            \
    "epoch,step,rate,seconds,train_loss,train_acc,val_loss,val_acc,test_loss,test_acc\n"
#define CLASSES "epoch,class,precision,recall,f1\n"
#define CONFUSION                                                                          \
    "epoch,truth,taken_for_0,taken_for_1,taken_for_2,taken_for_3,taken_for_4,"             \
    "taken_for_5,taken_for_6,taken_for_7,taken_for_8,taken_for_9\n"

/* Four images: two 0s, one of them taken for 1, and two 1s, both right. */
static const evaluation some = {.count = 4, .loss_sum = 2, .confusion = {{1, 1}, {0, 2}}};

#define SOME_CLASSES(epoch)                                                                \
    epoch ",0,1,0.5,0.666666667\n" epoch ",1,0.666666667,1,0.8\n" epoch ",2,,,\n" epoch    \
          ",3,,,\n" epoch ",4,,,\n" epoch ",5,,,\n" epoch ",6,,,\n" epoch ",7,,,\n" epoch  \
          ",8,,,\n" epoch ",9,,,\n"
#define NO_IMAGES(epoch, truth) epoch "," truth ",0,0,0,0,0,0,0,0,0,0\n"
#define SOME_CONFUSION(epoch)                                                              \
    epoch ",0,1,1,0,0,0,0,0,0,0,0\n" epoch                                                 \
          ",1,0,2,0,0,0,0,0,0,0,0\n" NO_IMAGES(epoch, "2") NO_IMAGES(epoch, "3")           \
              NO_IMAGES(epoch, "4") NO_IMAGES(epoch, "5") NO_IMAGES(epoch, "6")            \
                  NO_IMAGES(epoch, "7") NO_IMAGES(epoch, "8") NO_IMAGES(epoch, "9")

Test(training_log, rows_as_they_come)
{
    scratch s = scratch_new();
    training_log log;
    error e;
    cr_assert(training_log_open(&log, s.directory, &e), "%s", e.text);
    expect_text(&s, "metrics.csv", METRICS);
    epoch_record r = {.epoch = 1, .step = 10, .rate = 0.25, .seconds = 1.5, .train = some};
    cr_assert(training_log_write(&log, &r, &e), "%s", e.text);
    expect_text(&s, "metrics.csv", METRICS "1,10,0.25,1.5,0.5,0.75,,,,\n");
    expect_text(&s, "classes.csv", CLASSES SOME_CLASSES("1"));
    expect_text(&s, "confusion.csv", CONFUSION SOME_CONFUSION("1"));
    cr_expect(access(scratch_path(&s, "test_classes.csv"), F_OK) != 0,
              "test figures without a test");

    r = (epoch_record){.epoch = 2, .step = 20, .rate = 0.5, .seconds = 3, .test = some};
    r.validation = (evaluation){.count = 1, .loss_sum = 8, .confusion = {[9] = {1}}};
    cr_assert(training_log_write(&log, &r, &e), "%s", e.text);
    expect_text(&s, "metrics.csv",
                METRICS "1,10,0.25,1.5,0.5,0.75,,,,\n2,20,0.5,3,,,8,0,0.5,0.75\n");
    expect_text(&s, "test_classes.csv", CLASSES SOME_CLASSES("2"));
    expect_text(&s, "test_confusion.csv", CONFUSION SOME_CONFUSION("2"));
    expect_text(
        &s, "classes.csv",
        CLASSES SOME_CLASSES("1") "2,0,0,,0\n2,1,,,\n2,2,,,\n2,3,,,\n2,4,,,\n2,5,,,\n"
                                  "2,6,,,\n2,7,,,\n2,8,,,\n2,9,,0,0\n");
    training_log_close(&log);
    scratch_free(&s);
}

Test(training_log, predictions_one_by_one)
{
    scratch s = scratch_new();
    training_log log;
    error e;
    uint8_t labels[] = {3, 9, 0};
    int guesses[] = {3, 4, 0};
    cr_assert(training_log_open(&log, s.directory, &e), "%s", e.text);
    cr_assert(training_log_predictions(&log, labels, guesses, 3, &e), "%s", e.text);
    expect_text(&s, "predictions.csv", "image,label,guess\n0,3,3\n1,9,4\n2,0,0\n");
    training_log_close(&log);
    scratch_free(&s);
}

Test(training_log, without_a_directory_writes_nothing)
{
    training_log log;
    error e;
    epoch_record r = {.epoch = 1, .train = some};
    cr_assert(training_log_open(&log, NULL, &e), "%s", e.text);
    cr_expect(training_log_write(&log, &r, &e), "%s", e.text);
    cr_expect(training_log_predictions(&log, NULL, NULL, 0, &e), "%s", e.text);
    training_log_close(&log);
}

Test(training_log, says_where_it_cannot_write)
{
    scratch s = scratch_new();
    scratch_file(&s, "file", "x", 1);
    training_log log;
    error e;
    bool opened = training_log_open(&log, scratch_path(&s, "file"), &e);
    cr_expect(!opened && strstr(e.text, s.path) != NULL, "said [%s]",
              opened ? "opened" : e.text);
    training_log_close(&log);
    scratch_free(&s);
}
