#include "cell.h"

#include <criterion/criterion.h>
#include <string.h>

static const grid whole = {.modes = {ALL_FAULTS, NO_FAULTS},
                           .mode_count = 2,
                           .model_count = MODELS,
                           .pace_count = RATES,
                           .first_seed = 1,
                           .seed_count = 5};

static bool same_cell(const cell *a, const cell *b)
{
    return a->faults == b->faults && a->model == b->model && a->pace == b->pace &&
           a->seed == b->seed;
}

Test(cell, names_are_read_back_and_differ)
{
    static char names[2 * MODELS * RATES * 5][CELL_NAME_SIZE];
    cr_assert(grid_size(&whole) == 2 * MODELS * RATES * 5, "%d cells", grid_size(&whole));
    for (int n = 0; n < grid_size(&whole); n++) {
        cell c = grid_cell(&whole, n), back;
        error e;
        cell_name(names[n], &c);
        cr_assert(cell_parse(&back, names[n], &e), "%s: %s", names[n], e.text);
        cr_expect(same_cell(&c, &back), "%s comes back as another cell", names[n]);
        for (int before = 0; before < n; before++)
            cr_assert(strcmp(names[n], names[before]) != 0, "%d and %d are %s", before, n,
                      names[n]);
    }
}

/* A study that is cut short has all cells of its first seeds. */
Test(cell, seeds_come_one_after_another)
{
    int cells = grid_size(&whole) / 5;
    for (int n = 0; n < grid_size(&whole); n++)
        cr_expect(grid_cell(&whole, n).seed == 1 + n / cells, "cell %d has seed %d", n,
                  grid_cell(&whole, n).seed);
}

Test(cell, a_part_of_the_grid)
{
    grid g = whole;
    g.modes[0] = 1U << TRUNCATION;
    g.mode_count = 1;
    g.first_model = 4;
    g.first_pace = 2;
    g.model_count = g.pace_count = 1;
    g.first_seed = 7;
    g.seed_count = 2;
    cr_assert(grid_size(&g) == 2, "%d cells", grid_size(&g));
    char name[CELL_NAME_SIZE];
    cell c = grid_cell(&g, 1);
    cell_name(name, &c);
    cr_expect(strcmp(name, "corrected-with-truncation/quantized-focal/0.5/seed-8") == 0,
              "%s", name);
}

Test(cell, words_that_are_none)
{
    static const struct {
        const char *word, *wanted;
    } rows[] = {
        {"", "is no cell: expected MODE/MODEL/RATE/seed-N"},
        {"published", "is no cell"},
        {"published/classical/0.1", "is no cell"},
        {"published/classical/0.1/seed-1/", "is no cell"},
        {"published/classical/0.1/seed-1/x", "is no cell"},
        {"published/classical/0.1/seed-", "is no cell"},
        {"published/classical/0.1/seed-1x", "is no cell"},
        {"published/classical/0.1/seed--1", "is no cell"},
        {"published/classical/0.1/seed-1234567890", "is no cell"},
        {"/classical/0.1/seed-1", "there is no mode ''"},
        {"public/classical/0.1/seed-1", "there is no mode 'public'"},
        {"published/classic/0.1/seed-1", "there is no model 'classic': expected one of "
                                         "classical, quantized-one-hot"},
        {"published/classical/0.10/seed-1",
         "there is no rate '0.10': expected one of 0.01, 0.1, 0.5"},
        {"published/../0.1/seed-1", "there is no model '..'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cell c;
        error e = {""};
        bool read = cell_parse(&c, rows[i].word, &e);
        cr_expect(!read && strstr(e.text, rows[i].wanted) != NULL,
                  "'%s': said [%s], wanted [%s]", rows[i].word, read ? "read" : e.text,
                  rows[i].wanted);
    }
}

Test(cell, settings_are_the_reports)
{
    int settings = 0;
    for (int i = 0; i < RATES; i++)
        for (int k = 0; k < paces[i].settings; k++) {
            settings++;
            cr_expect(k == 0 || paces[i].iterations[k] > paces[i].iterations[k - 1],
                      "rate %s: %d iterations after %d", paces[i].name,
                      paces[i].iterations[k], paces[i].iterations[k - 1]);
        }
    cr_expect(settings == 5, "%d settings", settings);
}
