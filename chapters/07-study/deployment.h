/*
 * A trained network as it would be deployed: its file, and the kernel that reads it.
 *
 *     AS_FLOATS     chapter 2's weights and layers, 4 bytes a number
 *     AS_SPARSE     chapter 4's: zeros left out, in whichever storage takes the fewest bytes,
 *                   and a kernel that skips them
 *     AS_INTEGERS   chapter 5's: 8 bits a weight with a scale for each unit, and whole numbers
 *                   alone from the pixels to the logits
 *
 * What is said of a model (its accuracy, its bytes, its time) is said of this.
 */
#ifndef DEPLOYMENT_H
#define DEPLOYMENT_H

#include "cell_file.h"
#include "integer_network.h"

typedef enum deployed_form { AS_FLOATS, AS_SPARSE, AS_INTEGERS } deployed_form;

typedef struct deployment {
    deployed_form form;
    arena memory;
    network *trained; /* not its own */
    network *net;     /* its own; what image sources are made for */
    fake_quantization quantization;
    integer_network *integers; /* NULL unless AS_INTEGERS */
    predictor *predict;
    void *model;
} deployment;

/*
 * `weights` are the weights in full precision, one matrix for each parameter of the trained
 * network that is a weight, or NULL if the network holds them itself. The first images of
 * `train` calibrate what the hidden units put out. The trained network must outlive this.
 */
void deployment_begin(deployment *d, deployed_form form, network *trained,
                      const matrix *weights, image_source *train);
void deployment_end(deployment *d);

/* Writes the file; returns its bytes. A file that cannot be written ends the program. */
long deployment_save(const deployment *d, const char *path);

/* How good it is on some images, and what each class loses. */
measurement deployment_measure(deployment *d, const dataset *images, const loss *l);

/* Seconds for one image alone: chapter 4's clock. */
double deployment_seconds(deployment *d, const dataset *images);

/* Multiplications for one image, and the share of weights that are 0. */
long deployment_products(const deployment *d);
double deployment_zeros(const deployment *d);

#endif
