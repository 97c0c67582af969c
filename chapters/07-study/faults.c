#include "faults.h"

#include <stdio.h>
#include <string.h>

const char *const fault_names[FAULTS] = {
    "loss-not-in-gradient", "loss-formulas",       "bare-softmax",       "mean-of-all",
    "one-bias-gradient",    "mask-not-kept",       "fixed-scale",        "truncation",
    "clipping-ignored",     "quantized-gradients", "diagonal-confusion", "no-test-set",
};

static const char published[] = "published", corrected[] = "corrected";
static const char without[] = "published-without-", with[] = "corrected-with-";

static int count_faults(fault_set set)
{
    int count = 0;
    for (fault f = 0; f < FAULTS; f++)
        count += has_fault(set, f);
    return count;
}

void mode_name(char *mode, fault_set set)
{
    bool nearer_all = 2 * count_faults(set) > FAULTS;
    fault_set changed = nearer_all ? ALL_FAULTS & ~set : set;
    const char *start =
        changed == 0 ? (nearer_all ? published : corrected) : (nearer_all ? without : with);
    int length = snprintf(mode, MODE_SIZE, "%s", start);
    const char *before = "";
    for (fault f = 0; f < FAULTS; f++)
        if (has_fault(changed, f)) {
            length += snprintf(mode + length, (size_t)(MODE_SIZE - length), "%s%s", before,
                               fault_names[f]);
            before = "+";
        }
}

static bool unknown_fault(const char *name, int length, error *e)
{
    char expected[MODE_SIZE] = "";
    for (fault f = 0; f < FAULTS; f++) {
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s%s", f > 0 ? ", " : "",
                 fault_names[f]);
    }
    return error_set(e, "there is no fault '%.*s': expected some of %s", length, name,
                     expected);
}

bool faults_parse(fault_set *set, const char *names, error *e)
{
    *set = NO_FAULTS;
    for (const char *name = names;; name++) {
        size_t length = strcspn(name, ",+");
        fault f = 0;
        while (f < FAULTS && (strlen(fault_names[f]) != length ||
                              strncmp(name, fault_names[f], length) != 0))
            f++;
        if (f == FAULTS)
            return unknown_fault(name, (int)(length < 60 ? length : 60), e);
        *set |= 1U << f;
        name += length;
        if (*name == '\0')
            return true;
    }
}

bool mode_parse(fault_set *set, const char *mode, error *e)
{
    if (strcmp(mode, published) == 0) {
        *set = ALL_FAULTS;
    } else if (strcmp(mode, corrected) == 0) {
        *set = NO_FAULTS;
    } else if (strncmp(mode, without, strlen(without)) == 0) {
        if (!faults_parse(set, mode + strlen(without), e))
            return false;
        *set = ALL_FAULTS & ~*set;
    } else if (strncmp(mode, with, strlen(with)) == 0) {
        return faults_parse(set, mode + strlen(with), e);
    } else {
        return error_set(e,
                         "there is no mode '%.60s': expected published, corrected, "
                         "published-without-FAULT+... or corrected-with-FAULT+...",
                         mode);
    }
    return true;
}
