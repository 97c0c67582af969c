#include "evaluation.h"

#include <math.h>

void evaluation_add(evaluation *e, matrix logits, const uint8_t *labels, double loss_sum)
{
    /* Your code here. */
}

int evaluation_correct(const evaluation *e)
{
    int correct = 0;
    for (int c = 0; c < DATASET_CLASSES; c++)
        correct += e->confusion[c][c];
    return correct;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

double evaluation_accuracy(const evaluation *e)
{
    return ratio(evaluation_correct(e), e->count);
}

double evaluation_loss(const evaluation *e)
{
    return ratio(e->loss_sum, e->count);
}

static int taken_for(const evaluation *e, int class)
{
    /* Your code here. */
    return 0;
}

static int are(const evaluation *e, int class)
{
    /* Your code here. */
    return 0;
}

double evaluation_precision(const evaluation *e, int class)
{
    return ratio(e->confusion[class][class], taken_for(e, class));
}

double evaluation_recall(const evaluation *e, int class)
{
    return ratio(e->confusion[class][class], are(e, class));
}

double evaluation_f1(const evaluation *e, int class)
{
    /* Your code here. */
    return 0;
}

evaluation evaluate(predictor *predict, void *model, image_source *source, const loss *l,
                    matrix gradient)
{
    evaluation e = {0};
    int capacity = gradient.cols;
    for (int first = 0; first < source->images->count; first += capacity) {
        int left = source->images->count - first;
        int count = left < capacity ? left : capacity;
        batch b = image_source_batch(source, source->in_order + first, count);
        matrix logits = predict(model, &b);
        double loss_sum =
            l->value_and_gradient(l, logits, b.labels, 1, matrix_narrow(gradient, count));
        evaluation_add(&e, logits, b.labels, loss_sum);
    }
    return e;
}

void predict_all(int *guesses, predictor *predict, void *model, image_source *source,
                 int capacity)
{
    for (int first = 0; first < source->images->count; first += capacity) {
        int left = source->images->count - first;
        batch b = image_source_batch(source, source->in_order + first,
                                     left < capacity ? left : capacity);
        matrix_argmax(guesses + first, predict(model, &b));
    }
}

matrix network_predictor(void *model, const batch *b)
{
    return network_forward(model, b, false);
}

evaluation evaluate_network(network *net, image_source *source, const loss *l)
{
    return evaluate(network_predictor, net, source, l,
                    network_logit_gradient(net, net->capacity));
}
