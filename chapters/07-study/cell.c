#include "cell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the report calls cross-entropy is the class-weighted one, and what it calls one-hot is
 * cross-entropy. Its twelfth row, "quantized, no loss function", prints no loss; what goes back
 * is that of quantized-one-hot, so it is the same model.
 */
const model models[MODELS] = {
    {"classical", UNCOMPRESSED, ONE_HOT},
    {"quantized-one-hot", QUANTIZED, ONE_HOT},
    {"quantized-mse", QUANTIZED, MSE},
    {"quantized-cross-entropy", QUANTIZED, CROSS_ENTROPY},
    {"quantized-focal", QUANTIZED, FOCAL},
    {"quantized-hinge", QUANTIZED, HINGE},
    {"pruned-one-hot", PRUNED, ONE_HOT},
    {"pruned-mse", PRUNED, MSE},
    {"pruned-cross-entropy", PRUNED, CROSS_ENTROPY},
    {"pruned-focal", PRUNED, FOCAL},
    {"pruned-hinge", PRUNED, HINGE},
};

const pace paces[RATES] = {
    {"0.01", 0.01, 1, {1500}},
    {"0.1", 0.1, 2, {500, 1500}},
    {"0.5", 0.5, 2, {100, 500}},
};

int grid_size(const grid *g)
{
    return g->mode_count * g->model_count * g->pace_count * g->seed_count;
}

cell grid_cell(const grid *g, int n)
{
    cell c;
    c.pace = g->first_pace + n % g->pace_count;
    n /= g->pace_count;
    c.model = g->first_model + n % g->model_count;
    n /= g->model_count;
    c.faults = g->modes[n % g->mode_count];
    c.seed = g->first_seed + n / g->mode_count;
    return c;
}

void cell_name(char *name, const cell *c)
{
    char mode[MODE_SIZE];
    mode_name(mode, c->faults);
    snprintf(name, CELL_NAME_SIZE, "%s/%s/%s/seed-%d", mode, models[c->model].name,
             paces[c->pace].name, c->seed);
}

static void append(char *text, size_t size, const char *before, const char *word)
{
    size_t length = strlen(text);
    snprintf(text + length, size - length, "%s%s", length > 0 ? before : "", word);
}

int model_find(const char *name, error *e)
{
    char expected[320] = "";
    for (int i = 0; i < MODELS; i++) {
        if (strcmp(models[i].name, name) == 0)
            return i;
        append(expected, sizeof expected, ", ", models[i].name);
    }
    error_set(e, "there is no model '%.60s': expected one of %s", name, expected);
    return -1;
}

int pace_find(const char *name, error *e)
{
    char expected[40] = "";
    for (int i = 0; i < RATES; i++) {
        if (strcmp(paces[i].name, name) == 0)
            return i;
        append(expected, sizeof expected, ", ", paces[i].name);
    }
    error_set(e, "there is no rate '%.60s': expected one of %s", name, expected);
    return -1;
}

/* "seed-12"; -1 if it is not that. */
static int parse_seed(const char *text)
{
    static const char start[] = "seed-";
    size_t digits = strlen(text) - strspn(text, start);
    if (strncmp(text, start, strlen(start)) != 0 || digits == 0 || digits > 9 ||
        strspn(text + strlen(start), "0123456789") != digits)
        return -1;
    return atoi(text + strlen(start));
}

bool cell_parse(cell *c, const char *name, error *e)
{
    char copy[CELL_NAME_SIZE], *parts[4] = {copy};
    int count = 1;
    snprintf(copy, sizeof copy, "%s", name);
    for (char *slash = copy; (slash = strchr(slash, '/')) != NULL && count < 5; count++) {
        *slash++ = '\0';
        if (count < 4)
            parts[count] = slash;
    }
    if (count != 4 || parse_seed(parts[3]) < 0)
        return error_set(e,
                         "'%.80s' is no cell: expected MODE/MODEL/RATE/seed-N, such as "
                         "published/pruned-mse/0.1/seed-3",
                         name);
    c->seed = parse_seed(parts[3]);
    if (!mode_parse(&c->faults, parts[0], e))
        return false;
    c->model = model_find(parts[1], e);
    c->pace = c->model < 0 ? -1 : pace_find(parts[2], e);
    return c->pace >= 0;
}
