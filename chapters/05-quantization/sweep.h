/*
 * A sweep: one trained network, quantized after training in every way that this chapter
 * knows, with 8 to 2 bits; accuracy, and the size of the file.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "fake_quantization.h"
#include "training_run.h"

/*
 * Writes sweep.csv into --out, a row for each way: scheme, per_channel, calibration, bits,
 * activation_bits, activation_calibration (numbers of the names in weight_code.h and
 * range_calibration.h), val_acc, test_acc, bytes. `samples` training images are calibrated with.
 */
void sweep(training_run *r, int samples);

#endif
