#include "cell_file.h"

#include "test_files.h"
#include "test_process.h"

/* Of six images, all of classes 0 and 1: 0 0 1 1 1 1, the first 1 taken for 0. */
static const measurement some = {
    .all = {.count = 6, .loss_sum = 3, .confusion = {{2, 0}, {1, 3}}},
    .class_loss = {1, 2},
};

static json_t *some_made_with(void)
{
    return json_pack("{s:s, s:i, s:[i,i]}", "cell", "corrected/classical/0.5/seed-1",
                     "training_images", 410, "iterations", 100, 500);
}

static json_t *some_result(void)
{
    json_t *result = cell_result_new();
    for (int i = 0; i < 2; i++) {
        evaluation development = {.count = 4, .confusion = {{1 + i, 3 - i}}};
        cell_result_point(result, 10 * (i + 1), &some.all, &development);
        json_array_append_new(
            json_object_get(result, "settings"),
            json_pack("{s:i, s:o, s:o, s:f, s:i}", "iterations", i == 0 ? 100 : 500,
                      "development", measurement_json(&some, false), "test",
                      i == 0 ? json_null() : measurement_json(&some, true),
                      "average_accuracy", cell_result_average(result), "bytes", 77));
    }
    json_object_set_new(result, "seconds", json_real(1.25));
    return result;
}

Test(cell_file, measurements)
{
    json_t *m = measurement_json(&some, false), *diagonal = measurement_json(&some, true);
    json_t *wanted = json_loads(
        "{\"accuracy\": 0.83333333333333337, \"correct\": 5, \"images\": 6, \"loss\": 0.5,"
        "\"precision\": [0.66666666666666663, 1.0, null, null, null, null, null, null, "
        "null, "
        "null], \"recall\": [1.0, 0.75, null, null, null, null, null, null, null, null],"
        "\"class_loss\": [0.5, 0.5, null, null, null, null, null, null, null, null]}",
        0, NULL);
    const char *key;
    json_t *value;
    json_object_foreach(wanted, key, value)
        cr_expect(json_equal(json_object_get(m, key), value), "%s", key);
    json_t *rows[] = {json_object_get(m, "confusion"),
                      json_object_get(diagonal, "confusion")};
    for (int i = 0; i < 2; i++) {
        json_t *one = json_array_get(rows[i], 1);
        int found[2] = {(int)json_integer_value(json_array_get(one, 0)),
                        (int)json_integer_value(json_array_get(one, 1))};
        cr_expect(found[0] == 1 - i && found[1] == 3, "row %d: %d %d", i, found[0],
                  found[1]);
        cr_expect(json_array_size(rows[i]) == 10 && json_array_size(one) == 10,
                  "not 10 x 10");
    }
    json_decref(wanted);
    json_decref(m);
    json_decref(diagonal);
}

Test(cell_file, average_is_over_the_curve)
{
    json_t *result = some_result();
    double found = cell_result_average(result);
    cr_expect(found == 0.375, "%g, wanted the mean of 1/4 and 2/4", found);
    json_decref(result);
}

Test(cell_file, comes_back_as_it_was)
{
    scratch s = scratch_new();
    error e;
    json_t *result = some_result(), *made_with = some_made_with();
    cr_assert(cell_file_write(result, made_with, scratch_path(&s, "cell.json"), &e), "%s",
              e.text);
    json_t *back = cell_file_read(s.path, made_with, &e);
    cr_assert(back != NULL, "%s", e.text);
    char *wrote = json_dumps(result, JSON_REAL_PRECISION(9) | JSON_SORT_KEYS);
    char *read = json_dumps(back, JSON_REAL_PRECISION(9) | JSON_SORT_KEYS);
    cr_expect(strcmp(wrote, read) == 0, "[%s], wanted [%s]", read, wrote);
    free(wrote);
    free(read);
    json_decref(back);
    json_decref(result);
    json_decref(made_with);
    scratch_free(&s);
}

#define FORMAT "\"format\": \"eight-thousand-weights cell 1\""
#define MADE                                                                               \
    "\"made_with\": {\"cell\": \"corrected/classical/0.5/seed-1\", "                       \
    "\"training_images\": 410, \"iterations\": [100, 500]}"
#define SETTING(iterations, correct, test)                                                 \
    "{\"iterations\": " iterations ", \"development\": {\"correct\": " correct             \
    ", \"images\": 10}, \"test\": " test "}"
#define SETTINGS(second) "\"settings\": [" SETTING("100", "5", "null") ", " second "]"

static const struct {
    const char *name, *content, *wanted;
} hostile[] = {
    {"text", "accuracy 0.9", "is no JSON: line 1, column 8"},
    {"cut off", "{" FORMAT ", " MADE ", \"settings\": [", "is no JSON: line 1"},
    {"garbage behind", "{} {}", "is no JSON"},
    {"doubled key", "{" FORMAT ", " FORMAT "}", "is no JSON"},
    {"a list", "[]", "is no finished cell: its \"format\" is not"},
    {"another format", "{\"format\": \"eight-thousand-weights cell 0\"}",
     "is no finished cell"},
    {"a format that is a number", "{\"format\": 1}", "is no finished cell"},
    {"made with nothing", "{" FORMAT "}", "no \"made_with\" in it"},
    {"made with a list", "{" FORMAT ", \"made_with\": []}", "no \"made_with\" in it"},
    {"made with other images",
     "{" FORMAT ", \"made_with\": {\"cell\": \"corrected/classical/0.5/seed-1\", "
     "\"training_images\": 41, \"iterations\": [100, 500]}}",
     "was made with training_images 41, expected 410: remove it, or choose another --out"},
    {"made with less",
     "{" FORMAT ", \"made_with\": {\"cell\": \"corrected/classical/0.5/seed-1\"}}",
     "was made with training_images unknown, expected 410"},
    {"no settings", "{" FORMAT ", " MADE "}", "its \"settings\" are 0, expected 2"},
    {"one setting",
     "{" FORMAT ", " MADE ", \"settings\": [" SETTING("100", "5", "null") "]}",
     "its \"settings\" are 1, expected 2"},
    {"settings of words", "{" FORMAT ", " MADE ", \"settings\": [\"a\", \"b\"]}",
     "its setting 0 is of other iterations"},
    {"another setting", "{" FORMAT ", " MADE ", " SETTINGS(SETTING("400", "5", "null")) "}",
     "its setting 1 is of other iterations"},
    {"more right than there are",
     "{" FORMAT ", " MADE ", " SETTINGS(SETTING("500", "11", "null")) "}",
     "its \"development\" does not say how many images are right"},
    {"fewer than none",
     "{" FORMAT ", " MADE ", " SETTINGS(SETTING("500", "-1", "null")) "}",
     "its \"development\" does not say"},
    {"half an image", "{" FORMAT ", " MADE ", " SETTINGS(SETTING("500", "0.5", "null")) "}",
     "its \"development\" does not say"},
    {"a test of nothing", "{" FORMAT ", " MADE ", " SETTINGS(SETTING("500", "5", "{}")) "}",
     "its \"test\" does not say"},
};

Test(cell_file, refuses_what_is_no_such_cell)
{
    json_t *made_with = some_made_with();
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        scratch s = scratch_new();
        error e = {""};
        scratch_file(&s, "cell.json", hostile[i].content, strlen(hostile[i].content));
        json_t *found = cell_file_read(s.path, made_with, &e);
        bool refused = found == NULL && strncmp(e.text, s.path, strlen(s.path)) == 0 &&
                       strstr(e.text, hostile[i].wanted) != NULL;
        cr_expect(refused, "%s: said [%s], wanted [%s]", hostile[i].name,
                  found == NULL ? e.text : "accepted", hostile[i].wanted);
        json_decref(found);
        scratch_free(&s);
    }
    json_decref(made_with);
}

static void print_some(const void *unused)
{
    (void)unused;
    json_t *result = some_result();
    cell_result_print(result);
    json_decref(result);
}

Test(cell_file, prints_every_setting_and_the_last_accuracy)
{
    static const char wanted[] =
        "iterations development     average        test      bytes\n"
        "       100     83.33 %     25.00 %           -         77\n"
        "       500     83.33 %     37.50 %     83.33 %         77\n"
        "1.2 s\n"
        "test accuracy 0.8333 (5/6)\n";
    outcome o = outcome_of(print_some, NULL);
    cr_expect(o.status == 0 && strcmp(o.out, wanted) == 0, "said [%s], wanted [%s]", o.out,
              wanted);
}
