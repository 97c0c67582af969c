/*
 * Images in tiles, and the two products that a layer of few units makes with them.
 *
 * In a list of ink, one entry is found, and then serves a vector of units. A layer of ten units
 * gives it little to do. Here one entry serves 64 images and ten units, because the same pixel
 * of neighbouring images lies side by side.
 *
 * A tile is TILE_IMAGES neighbouring images. It lists the pixels that have ink in any of them;
 * for each, an entry holds the pixel's number and a row of bytes, one from each image. Pixels
 * that are paper in all 64 (two fifths of MNIST's) are not in the list, and as they add nothing
 * to a sum, nothing is lost.
 *
 * The images stay in the order in which they were put into tiles: column j of a batch is the
 * one in place first + j, and `first` is a multiple of TILE_IMAGES.
 */
#ifndef IMAGE_TILES_H
#define IMAGE_TILES_H

#include "dataset.h"
#include "matmul.h"

enum {
    TILE_IMAGES = 64, /* a row of a tile is a cache line */
    TILE_UNITS = 10,  /* units that are worked on together: their sums stay in registers */
    TILE_PIXELS = 56  /* pixels whose gradients are summed together: they stay in a cache */
};

typedef uint8_t tile_row[TILE_IMAGES];

typedef struct image_tiles {
    int pixels, count;
    int ranges;      /* of TILE_PIXELS pixels: pixels / TILE_PIXELS, rounded up */
    uint32_t *start; /* tiles x ranges + 1: where each range of each tile begins */
    uint16_t *pixel; /* one for each entry: 0 .. pixels-1, rising within a tile */
    tile_row *ink;   /* and its bytes, 0 .. 255; images that are not there are paper */
} image_tiles;

/*
 * An order in which neighbours share their paper, so that tiles have fewer rows: images of one
 * digit, whose ink begins and ends in the same columns, are put together. Tile by tile they are
 * then dealt out, so that any long stretch has something of all digits. order[0 .. count-1] are
 * the numbers of the images.
 */
void tile_order(int *order, const dataset *images);

/* The images of a data set, of at most 65,536 pixels each, in tiles: image order[0] first. */
image_tiles image_tiles_new(arena *a, const dataset *images, const int *order);

/* Scratch memory for the product with `units` x pixels weights: blocks of TILE_UNITS units,
   blocks x pixels x TILE_UNITS numbers. */
real *tile_scratch_new(arena *a, int units, int pixels);

/* z = W X / 255: z units x m, w units x pixels, X the bytes of images first .. first+m-1. */
void tiles_multiply(matrix z, matrix w, const image_tiles *x, int first, real *scratch);

/* dw = dw + dz X^T / 255: dz units x m, dw units x pixels. */
void tiles_gradient_add(matrix dw, matrix dz, const image_tiles *x, int first);

#endif
