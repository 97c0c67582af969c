/* Where the time of training goes, layer by layer. */
#ifndef LAYER_TIMES_H
#define LAYER_TIMES_H

#include "network.h"

typedef struct layer_time {
    double forward, backward; /* microseconds an image */
    double products;          /* multiplications of a forward pass for one image */
    double forward_rate, backward_rate; /* 10^9 operations a second; 0 without products */
} layer_time;

/* Measures each layer of a network on a batch; times[n] is layer n's. */
void layer_times_measure(layer_time *times, network *net, const batch *b);

/* 10^9 operations (a product and a sum are two) that the machine can do in a second, with so
   many threads as OpenMP uses: multiplications and additions of registers, and nothing else. */
double machine_peak(void);

#endif
