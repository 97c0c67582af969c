/* What a network gets wrong, what it looks for, and what it sees: as PNG files. */
#ifndef PICTURES_H
#define PICTURES_H

#include "training_run.h"

/* Into a directory: mistakes.png, the test images taken for something else (and mistakes.csv:
   image, label, guess, in their order); windows.png, the weights of the first convolution, the
   average grey being 0; features.png, what its channels make of one test image. */
void pictures_write(training_run *r, const char *directory);

#endif
