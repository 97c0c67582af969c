#include "faults.h"

#include <criterion/criterion.h>
#include <string.h>

Test(faults, every_set_has_a_name_that_is_read_back)
{
    for (fault_set set = 0; set <= ALL_FAULTS; set++) {
        char name[MODE_SIZE];
        fault_set back;
        error e;
        mode_name(name, set);
        cr_assert(strlen(name) < MODE_SIZE - 1, "%s: has been cut off", name);
        cr_assert(mode_parse(&back, name, &e), "%s: %s", name, e.text);
        cr_assert(back == set, "%s: %x, wanted %x", name, back, set);
    }
}

Test(faults, names_say_what_differs)
{
    static const struct {
        fault_set set;
        const char *wanted;
    } rows[] = {
        {ALL_FAULTS, "published"},
        {NO_FAULTS, "corrected"},
        {1U << TRUNCATION, "corrected-with-truncation"},
        {ALL_FAULTS & ~(1U << BARE_SOFTMAX | 1U << NO_TEST_SET),
         "published-without-bare-softmax+no-test-set"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[MODE_SIZE];
        mode_name(name, rows[i].set);
        cr_expect(strcmp(name, rows[i].wanted) == 0, "%x: %s, wanted %s", rows[i].set, name,
                  rows[i].wanted);
    }
}

Test(faults, lists_are_read)
{
    fault_set set;
    error e;
    cr_assert(faults_parse(&set, "mask-not-kept,bare-softmax,mask-not-kept", &e));
    cr_expect(set == (1U << MASK_NOT_KEPT | 1U << BARE_SOFTMAX), "%x", set);
}

Test(faults, unknown_words_are_refused_with_those_that_there_are)
{
    static const char *const wrong[] = {
        "publish",
        "Published",
        "",
        "published-without-",
        "published-without-masks",
        "corrected-with-bare-softmax+",
        "corrected-with-bare-softmax-",
        "corrected-with-,bare-softmax",
        "published-with-bare-softmax",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fault_set set;
        error e = {""};
        bool read = mode_parse(&set, wrong[i], &e);
        bool lists = strstr(e.text, "expected published, corrected") != NULL ||
                     (strstr(e.text, "expected some of loss-not-in-gradient, ") != NULL &&
                      strstr(e.text, ", no-test-set") != NULL);
        cr_expect(!read && lists, "'%s': said [%s]", wrong[i], read ? "read" : e.text);
    }
}
