#include "driver.h"
#include "early_stopping.h"

/* The weights after epoch e are e, 2e, 3e, ...; they are changed in place, as a network's. */
static void train(real *weights, size_t count, int epoch)
{
    for (size_t k = 0; k < count; k++)
        weights[k] = (real)((k + 1) * (size_t)epoch);
}

void run_case(arena *a)
{
    size_t epochs, count = (size_t)case_number("weights");
    double *losses = case_numbers(a, "losses", &epochs);
    matrix weights = matrix_new(a, (int)count, 1);
    early_stopping s = early_stopping_new((int)case_number("patience"), count);

    bool stop = false;
    size_t epoch = 0;
    while (epoch < epochs && !stop) {
        train(weights.data, count, (int)epoch + 1);
        stop = early_stopping_epoch(&s, losses[epoch++], weights.data);
    }
    answer_number("stopped", stop);
    answer_number("epochs", (double)epoch);
    answer_number("best epoch", s.best_epoch);
    answer_number("best", s.best);
    train(weights.data, count, 1000);
    early_stopping_restore(&s, weights.data);
    answer_matrix("restored", weights);
    early_stopping_free(&s);
    answer_number("freed", s.weights == NULL && s.count == 0 && s.epochs == 0);
}
