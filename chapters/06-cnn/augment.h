/*
 * Augmentation: a digit that is turned, stretched, leaning or moved a little is the same digit,
 * and a network that has seen it so is less surprised by the next writer's.
 *
 * Each time an image is used for training it is warped once: the pixel at (x, y) of the new image
 * is taken from where an affine map of the plane leads, between pixels from the four around
 * ("bilinear"), and outside of the image is paper. The map is drawn by chance, from the seed, the
 * epoch and the image's number alone: whatever thread does it, it is the same.
 */
#ifndef AUGMENT_H
#define AUGMENT_H

#include "image_source.h"

/* How far at most; each is drawn uniformly from -this to this. */
typedef struct augmentation {
    double rotation; /* degrees */
    double scale;    /* 0.1: 10 % larger or smaller, in x and y independently */
    double shear;    /* by how many pixels a line moves against the next */
    double shift;    /* pixels, in x and y */
    uint64_t seed;
    int epochs; /* so many: after them, images are taken as they are */
} augmentation;

/* With strength 1: 15 degrees, 15 %, 0.15, 2 pixels; 0 changes nothing. */
augmentation augmentation_of(double strength, int epochs, uint64_t seed);

enum { AUGMENT_SIDE = 32 }; /* images may be so high and so wide */

/* An image_changer for an image_source; its settings are an augmentation. */
image_changer augment;

/* The affine map of one image: where pixel (x, y) comes from, both counted from the centre,
   is at (a x + b y + e, c x + d y + f). */
typedef struct warp {
    double a, b, c, d, e, f;
} warp;

warp warp_draw(const augmentation *s, int image, int epoch);

/* out (height x width, 0 to 1) = the image (height x width bytes) under a warp. */
void warp_image(real *out, const uint8_t *image, int height, int width, warp w);

#endif
