#include "driver.h"
#include "evaluation.h"

static void add_batch(arena *a, evaluation *e, const char *logits_name,
                      const char *labels_name)
{
    matrix logits = case_matrix(a, logits_name);
    size_t count;
    uint8_t *labels = case_bytes(a, labels_name, &count);
    evaluation_add(e, logits, labels, 0.5 * (double)count);
}

static void answer_figures(const char *name,
                           double (*figure)(const evaluation *e, int class),
                           const evaluation *e, int classes)
{
    double figures[DATASET_CLASSES];
    for (int c = 0; c < classes; c++)
        figures[c] = figure(e, c);
    answer_numbers(name, figures, (size_t)classes);
}

/* One batch or two; only the classes that the logits have are looked at. */
void run_case(arena *a)
{
    evaluation e = {0};
    add_batch(a, &e, "logits", "labels");
    if (case_has("more logits"))
        add_batch(a, &e, "more logits", "more labels");

    int classes = case_matrix(a, "logits").rows;
    matrix confusion = matrix_new(a, classes, classes);
    for (int t = 0; t < classes; t++)
        for (int g = 0; g < classes; g++)
            AT(confusion, t, g) = (real)e.confusion[t][g];
    answer_matrix("confusion", confusion);
    answer_number("count", e.count);
    answer_number("loss sum", e.loss_sum);
    answer_figures("precision", evaluation_precision, &e, classes);
    answer_figures("recall", evaluation_recall, &e, classes);
    answer_figures("F1", evaluation_f1, &e, classes);
}
