#include "prune.h"

#include "test_masks.h"

/* Two weight matrices with scores 1..6 and 10..40, and a bias between them. */
typedef struct example {
    arena memory;
    parameter p[3];
    masks m;
    scores s;
} example;

static void example_new(example *x)
{
    *x = (example){0};
    x->p[0] = (parameter){.value = matrix_new(&x->memory, 2, 3), .decays = true};
    x->p[1] = (parameter){.value = matrix_new(&x->memory, 2, 1)};
    x->p[2] = (parameter){.value = matrix_new(&x->memory, 2, 2), .decays = true};
    x->m = masks_new(&x->memory, x->p, 3);
    x->s = scores_new(&x->memory, &x->m);
    static const real first[] = {3, 1, 6, 2, 5, 4}, second[] = {40, 10, 20, 30};
    memcpy(x->s.of[0].data, first, sizeof first);
    memcpy(x->s.of[2].data, second, sizeof second);
}

/* "kkp..." of all masks, one after another. */
static const char *mask_text(const example *x, char *text)
{
    char *end = text;
    for (int i = 0; i < 3; i++)
        for (size_t k = 0; x->m.keep[i] != NULL && k < matrix_size(x->p[i].value); k++)
            *end++ = x->m.keep[i][k] ? 'k' : 'p';
    *end = '\0';
    return text;
}

Test(prune, takes_the_smallest)
{
    static const struct {
        scope where;
        double sparsity;
        const char *wanted;
    } rows[] = {
        {PER_LAYER, 0, "kkkkkkkkkk"},    {PER_LAYER, 0.5, "ppkpkkkppk"},
        {PER_LAYER, 0.25, "kpkpkkkpkk"}, {PER_LAYER, 1, "pppppppppp"},
        {GLOBAL, 0, "kkkkkkkkkk"},       {GLOBAL, 0.5, "ppkpppkkkk"},
        {GLOBAL, 0.04, "kkkkkkkkkk"},    {GLOBAL, 0.06, "kpkkkkkkkk"},
        {GLOBAL, 0.7, "ppppppkpkk"},     {GLOBAL, 1, "pppppppppp"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        example x;
        char text[20];
        example_new(&x);
        masks_prune(&x.m, &x.s, rows[i].where, rows[i].sparsity);
        cr_expect(strcmp(mask_text(&x, text), rows[i].wanted) == 0, "%s %g: %s, wanted %s",
                  scope_names[rows[i].where], rows[i].sparsity, text, rows[i].wanted);
        arena_free(&x.memory);
    }
}

/* What is pruned stays pruned and counts, whatever its score is now. */
Test(prune, goes_on_from_where_it_was)
{
    for (scope where = 0; where < SCOPES; where++) {
        example x;
        char text[20];
        example_new(&x);
        x.m.keep[0][2] = 0; /* score 6 */
        x.m.keep[2][0] = 0; /* 40 */
        masks_prune(&x.m, &x.s, where, 0.5);
        const char *wanted = where == GLOBAL ? "ppppkkpkkk" : "kpppkkppkk";
        cr_expect(strcmp(mask_text(&x, text), wanted) == 0, "%s: %s, wanted %s",
                  scope_names[where], text, wanted);
        masks_prune(&x.m, &x.s, where, 0.1); /* less than there is: nothing comes back */
        cr_expect(strcmp(mask_text(&x, text), wanted) == 0, "%s: then %s",
                  scope_names[where], text);
        arena_free(&x.memory);
    }
}

Test(prune, of_equal_scores_the_first)
{
    example x;
    char text[20];
    example_new(&x);
    for (int i = 0; i < 3; i += 2)
        matrix_fill(x.s.of[i], 0);
    masks_prune(&x.m, &x.s, GLOBAL, 0.7);
    cr_expect(strcmp(mask_text(&x, text), "pppppppkkk") == 0, "%s", text);
    arena_free(&x.memory);
}

/* Exactly the nearest whole number, for any share, also in a convolution's weights. */
Test(prune, is_exact)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    parameter p = convolution(&memory, &r);
    for (int percent = 0; percent <= 100; percent++) {
        masks m = masks_new(&memory, &p, 1);
        scores s = scores_new(&memory, &m);
        score_magnitude(&s, &m);
        masks_prune(&m, &s, percent % 2 ? GLOBAL : PER_LAYER, percent / 100.0);
        size_t wanted = (size_t)lround(2.16 * percent);
        cr_expect(masks_pruned(&m) == wanted, "%d %%: %zu, wanted %zu", percent,
                  masks_pruned(&m), wanted);
    }
    arena_free(&memory);
}
