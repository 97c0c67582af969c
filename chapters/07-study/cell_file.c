#include "cell_file.h"

#include <math.h>
#include <string.h>

#include "input_file.h"
#include "output_file.h"

static const char format[] = "eight-thousand-weights cell 1";
enum { MAX_BYTES = 1 << 22, CLASSES = DATASET_CLASSES };

/* A share of nothing is null. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *cell_result_new(void)
{
    json_t *result = json_pack("{s:[], s:{s:[], s:[], s:[], s:[], s:[], s:[], s:[]}}",
                               "settings", "curve", "iteration", "train_loss", "train_acc",
                               "dev_loss", "dev_acc", "precision", "recall");
    CHECK(result != NULL, "no memory for a result");
    return result;
}

static json_t *class_shares(const evaluation *v, double (*share)(const evaluation *, int))
{
    json_t *shares = json_array();
    for (int c = 0; c < CLASSES; c++)
        json_array_append_new(shares, number(share(v, c)));
    return shares;
}

void cell_result_point(json_t *result, int iteration, const evaluation *train,
                       const evaluation *development)
{
    const struct {
        const char *name;
        json_t *value;
    } columns[] = {
        {"iteration", json_integer(iteration)},
        {"train_loss", number(evaluation_loss(train))},
        {"train_acc", number(evaluation_accuracy(train))},
        {"dev_loss", number(evaluation_loss(development))},
        {"dev_acc", number(evaluation_accuracy(development))},
        {"precision", class_shares(development, evaluation_precision)},
        {"recall", class_shares(development, evaluation_recall)},
    };
    json_t *curve = json_object_get(result, "curve");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        json_array_append_new(json_object_get(curve, columns[i].name), columns[i].value);
}

double cell_result_average(const json_t *result)
{
    const json_t *accuracies = json_object_get(json_object_get(result, "curve"), "dev_acc");
    double sum = 0;
    size_t count = json_array_size(accuracies);
    for (size_t i = 0; i < count; i++)
        sum += json_number_value(json_array_get(accuracies, i));
    return sum / (double)count;
}

static json_t *confusion_json(const evaluation *v, bool diagonal)
{
    json_t *rows = json_array();
    for (int truth = 0; truth < CLASSES; truth++) {
        json_t *row = json_array();
        for (int guess = 0; guess < CLASSES; guess++)
            json_array_append_new(
                row,
                json_integer(diagonal && guess != truth ? 0 : v->confusion[truth][guess]));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *class_losses(const measurement *m)
{
    json_t *losses = json_array();
    for (int c = 0; c < CLASSES; c++) {
        int images = 0;
        for (int guess = 0; guess < CLASSES; guess++)
            images += m->all.confusion[c][guess];
        json_array_append_new(losses, number(m->class_loss[c] / images));
    }
    return losses;
}

json_t *measurement_json(const measurement *m, bool diagonal)
{
    return json_pack("{s:o, s:i, s:i, s:o, s:o, s:o, s:o, s:o}", "accuracy",
                     number(evaluation_accuracy(&m->all)), "correct",
                     evaluation_correct(&m->all), "images", m->all.count, "loss",
                     number(evaluation_loss(&m->all)), "precision",
                     class_shares(&m->all, evaluation_precision), "recall",
                     class_shares(&m->all, evaluation_recall), "class_loss",
                     class_losses(m), "confusion", confusion_json(&m->all, diagonal));
}

/* --- reading ------------------------------------------------------------------------- */

/* Says which of the things that a cell was made with is another than expected. */
static bool same_make(const json_t *found, const json_t *expected, error *e)
{
    const char *key;
    json_t *wanted;
    if (!json_is_object(found))
        return error_set(e, "no \"made_with\" in it");
    json_object_foreach((json_t *)expected, key, wanted)
    {
        const json_t *value = json_object_get(found, key);
        if (value != NULL && json_equal(value, wanted))
            continue;
        char *is = value != NULL ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
        char *should = json_dumps(wanted, JSON_ENCODE_ANY);
        error_set(
            e,
            "was made with %s %.100s, expected %.100s: remove it, or choose another --out",
            key, is != NULL ? is : "unknown", should);
        free(is);
        free(should);
        return false;
    }
    return true;
}

static bool check_measurement(const json_t *m, const char *name, error *e)
{
    int correct, images;
    if (json_unpack((json_t *)m, "{s:i, s:i}", "correct", &correct, "images", &images) !=
            0 ||
        correct < 0 || images < correct)
        return error_set(e, "its \"%s\" does not say how many images are right", name);
    return true;
}

static bool check_settings(const json_t *settings, const json_t *expected, error *e)
{
    size_t count = json_array_size(expected);
    if (!json_is_array(settings) || json_array_size(settings) != count)
        return error_set(e, "its \"settings\" are %zu, expected %zu",
                         json_array_size(settings), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *setting = json_array_get(settings, i);
        const json_t *test = json_object_get(setting, "test");
        if (!json_equal(json_object_get(setting, "iterations"),
                        json_array_get(expected, i)))
            return error_set(e, "its setting %zu is of other iterations", i);
        if (!check_measurement(json_object_get(setting, "development"), "development", e) ||
            (!json_is_null(test) && !check_measurement(test, "test", e)))
            return false;
    }
    return true;
}

static bool check_file(const json_t *found, const json_t *made_with, error *e)
{
    const char *is = json_string_value(json_object_get(found, "format"));
    if (is == NULL || strcmp(is, format) != 0)
        return error_set(e, "is no finished cell: its \"format\" is not \"%s\"", format);
    return same_make(json_object_get(found, "made_with"), made_with, e) &&
           check_settings(json_object_get(found, "settings"),
                          json_object_get(made_with, "iterations"), e);
}

json_t *cell_file_read(const char *path, const json_t *made_with, error *e)
{
    bytes content;
    if (!bytes_read(&content, path, MAX_BYTES, e))
        return NULL;
    json_error_t wrong;
    json_t *found = json_loadb((const char *)content.data, content.size,
                               JSON_REJECT_DUPLICATES, &wrong);
    bytes_free(&content);
    if (found == NULL) {
        error_set(e, "%s: is no JSON: line %d, column %d: %s", path, wrong.line,
                  wrong.column, wrong.text);
        return NULL;
    }
    if (!check_file(found, made_with, e)) {
        error_prefix(e, "%s", path);
        json_decref(found);
        return NULL;
    }
    return found;
}

bool cell_file_write(json_t *result, json_t *made_with, const char *path, error *e)
{
    output_file o;
    if (!output_open(&o, path, e))
        return false;
    json_object_set_new(result, "format", json_string(format));
    json_object_set(result, "made_with", made_with);
    json_dumpf(result, o.stream, JSON_REAL_PRECISION(9) | JSON_SORT_KEYS);
    fputc('\n', o.stream);
    return output_commit(&o, e);
}

/* --- printing ------------------------------------------------------------------------ */

static double accuracy_of(const json_t *setting, const char *set)
{
    const json_t *accuracy = json_object_get(json_object_get(setting, set), "accuracy");
    return accuracy != NULL ? json_number_value(accuracy) : NAN;
}

static void print_percent(double share)
{
    if (isnan(share))
        printf("%12s", "-");
    else
        printf("%10.2f %%", 100 * share);
}

/* Of a file that was not written there is nothing to say. */
static void print_bytes(const json_t *size)
{
    if (size == NULL)
        printf("%11s\n", "-");
    else
        printf("%11d\n", (int)json_integer_value(size));
}

void cell_result_print(const json_t *result)
{
    size_t i;
    json_t *setting = NULL, *settings = json_object_get(result, "settings");
    printf("iterations development     average        test      bytes\n");
    json_array_foreach(settings, i, setting)
    {
        printf("%10d", (int)json_integer_value(json_object_get(setting, "iterations")));
        print_percent(accuracy_of(setting, "development"));
        print_percent(json_number_value(json_object_get(setting, "average_accuracy")));
        print_percent(accuracy_of(setting, "test"));
        print_bytes(json_object_get(setting, "bytes"));
    }
    printf("%.1f s\n", json_number_value(json_object_get(result, "seconds")));
    const char *set = isnan(accuracy_of(setting, "test")) ? "development" : "test";
    const json_t *last = json_object_get(setting, set);
    printf("%s accuracy %.4f (%d/%d)\n", set, accuracy_of(setting, set),
           (int)json_integer_value(json_object_get(last, "correct")),
           (int)json_integer_value(json_object_get(last, "images")));
}
