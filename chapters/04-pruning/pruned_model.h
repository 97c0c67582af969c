/* What a network has become: layer by layer, in bytes of files, in time for an image. */
#ifndef PRUNED_MODEL_H
#define PRUNED_MODEL_H

#include "training_run.h"

/* Prints a line for each weight matrix: shape, zeros, and the bytes of its arrays in each kind
   of file (sparse_file.h). */
void print_layers(const network *net);

/* Writes model-dense.safetensors, model-csr.safetensors and model-bitmap.safetensors to --out,
   if there is one, reads them back, and prints how large they are. */
void run_save_files(const training_run *r);

/* Prints the microseconds an image that each kernel (sparse_network.h) takes on one thread, for
   one image and for a batch, and writes them to speed.csv in --out: at_once, dense, csr, sparse. */
void run_measure_speed(training_run *r);

#endif
