/*
 * Five opinions, no more weights: the mean of what a network says of an image and of the same image
 * moved by one pixel to the left, to the right, up and down. It costs five forward passes.
 */
#ifndef SHIFTS_H
#define SHIFTS_H

#include "evaluation.h"

typedef struct shift_model {
    network *net;
    int height, width;
    matrix moved; /* pixels x capacity */
    matrix p;     /* classes x capacity: probabilities of one pass */
    matrix mean;  /* classes x capacity */
} shift_model;

/* For a network that reads images of height x width. Memory comes from the network's arena. */
shift_model shift_model_new(network *net, int height, int width);

/* A predictor for a shift_model: the logarithms of the mean probabilities. */
predictor shift_predictor;

#endif
