#include "layer_times.h"

#include <math.h>

#include "clock.h"
#include "cnn.h"
#include "matmul.h"

/* The fastest of some tries, each of some rounds: what disturbs a measurement only slows it. */
enum { TRIES = 5, ROUNDS = 8 };

/* Whether its backward computes a gradient for the layer below: see network_backward. */
static bool passes_gradient(const network *net, int n)
{
    for (int below = 0; below < n; below++)
        if (net->layers[below].parameter_count > 0)
            return true;
    return false;
}

/* Seconds of the fastest forward and backward passes of a layer. */
static void measure_layer(layer *l, matrix x, matrix y, matrix dy, matrix dx,
                          double *forward, double *backward)
{
    bool back = dx.data != NULL || l->parameter_count > 0;
    *forward = *backward = INFINITY;
    for (int i = 0; i < TRIES; i++) {
        double start = clock_seconds();
        for (int k = 0; k < ROUNDS; k++)
            l->type->forward(l, x, y, true);
        double middle = clock_seconds();
        for (int k = 0; k < ROUNDS && back; k++)
            l->type->backward(l, x, y, dy, dx);
        *forward = fmin(*forward, (middle - start) / ROUNDS);
        *backward = fmin(*backward, (clock_seconds() - middle) / ROUNDS);
    }
}

void layer_times_measure(layer_time *times, network *net, const batch *b)
{
    for (int n = 0; n < net->layer_count; n++) {
        layer *l = &net->layers[n];
        /* A layer that worked in place, round after round, has left ever smaller numbers to the
           next: the pass is made anew. */
        network_forward(net, b, true);
        layer_time *t = &times[n];
        matrix x = n > 0 ? matrix_narrow(net->outputs[n - 1], b->count) : b->x;
        bool back = passes_gradient(net, n);
        matrix dx = back ? matrix_narrow(net->gradients[n - 1], b->count) : (matrix){0};
        measure_layer(l, x, matrix_narrow(net->outputs[n], b->count),
                      matrix_narrow(net->gradients[n], b->count), dx, &t->forward,
                      &t->backward);
        t->forward *= 1e6 / b->count;
        t->backward *= 1e6 / b->count;
        t->products = (double)layer_products(l);
        /* Two operations a product; backward, as many for the weights and for the inputs. */
        t->forward_rate = 2e-3 * t->products / t->forward;
        t->backward_rate =
            t->products > 0 ? (back ? 4e-3 : 2e-3) * t->products / t->backward : 0;
    }
}

static real spin(int rounds)
{
    enum { CHAINS = 12 }; /* independent of each other: one waits while others work */
    vector sum[CHAINS], factor = {0};
    for (int c = 0; c < CHAINS; c++)
        sum[c] = factor + (real)(c + 1);
    factor += (real)0.999;
    for (int i = 0; i < rounds; i++)
#pragma GCC unroll 12
        for (int c = 0; c < CHAINS; c++)
            sum[c] = sum[c] * factor + factor;
    real total = 0;
    for (int c = 0; c < CHAINS; c++)
        total += sum[c][0];
    return total * CHAINS;
}

double machine_peak(void)
{
    enum { SPINS = 1000000, CHAINS = 12 };
    double best = 0;
    for (int i = 0; i < TRIES; i++) {
        double start = clock_seconds(), operations = 0, kept = 0;
#pragma omp parallel reduction(+ : operations, kept)
        {
            kept += (double)spin(SPINS);
            operations += 2.0 * SPINS * CHAINS * VECTOR;
        }
        double rate = 1e-9 * operations / (clock_seconds() - start);
        if (rate > best && kept > 0) /* so that the work is not left out */
            best = rate;
    }
    return best;
}
