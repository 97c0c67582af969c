/*
 * The forms that a trained network can take in use, each measured on the test images and, where
 * it is a file of its own, in bytes.
 */
#ifndef FORMS_H
#define FORMS_H

#include "training_run.h"

/* Prints one line for each form, and writes to --out, where there is one, forms.csv and the
   files folded.safetensors and half.safetensors. */
void forms_measure(training_run *r);

#endif
