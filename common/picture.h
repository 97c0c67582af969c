/* Pictures of grey images: in the terminal, and as PNG files (written by libpng). */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdint.h>
#include <stdio.h>
#include "error.h"

/*
 * Prints `count` grey images (each height x width bytes, 0 paper, 255 ink) side by side, two
 * pixels a character, one above the other: Unicode half blocks with 24 shades where the
 * stream is a terminal with a UTF-8 locale, else plain ASCII (" .:-=+*#%@"), so that a
 * redirected picture is still one. `gap` blanks between images.
 */
void picture_print(FILE *stream, const uint8_t *const *images, int count, int height,
                   int width, int gap);

/*
 * Writes a contact sheet as a grey PNG: images in rows of `across`, each pixel drawn as
 * `zoom` x `zoom`, ink dark on white paper, a light gap of `zoom` between images.
 */
bool picture_write_png(const char *path, const uint8_t *const *images, int count,
                       int height, int width, int across, int zoom, error *e);

#endif
