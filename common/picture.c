#include "picture.h"

#include <langinfo.h>
#include <locale.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output_file.h"

/* ---- In the terminal ---- */

/* Where terminals keep their 24 greys among the 256 colours: 232 nearly black, 255 nearly white. */
enum { DARKEST = 232, SHADES = 24 };

static const char UPPER_HALF[] =
    "\u2580"; /* its ink is the upper pixel, its paper the lower */
static const char RESET[] = "\033[0m";
static const char RAMP[] = " .:-=+*#%@";

/* The environment's locale, asked without setting this program's: CSV needs its "C" points. */
static bool locale_is_utf8(void)
{
    locale_t environment = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (environment == (locale_t)0)
        return false;
    bool utf8 = strcmp(nl_langinfo_l(CODESET, environment), "UTF-8") == 0;
    freelocale(environment);
    return utf8;
}

static bool shows_greys(FILE *stream)
{
    const char *kind = getenv("TERM"), *no_color = getenv("NO_COLOR");
    bool wanted = no_color == NULL || *no_color == '\0';
    return wanted && kind != NULL && strcmp(kind, "dumb") != 0 && isatty(fileno(stream)) &&
           locale_is_utf8();
}

/* Ink is dark on light paper, both painted: the terminal's own colours do not matter. */
static int shade(uint8_t ink)
{
    return DARKEST + ((255 - ink) * (SHADES - 1) + 127) / 255;
}

static void print_greys(FILE *stream, const uint8_t *upper, const uint8_t *lower, int width)
{
    int foreground = 0, background = 0; /* no shade has number 0 */
    for (int x = 0; x < width; x++) {
        if (shade(upper[x]) != foreground || shade(lower[x]) != background) {
            foreground = shade(upper[x]);
            background = shade(lower[x]);
            fprintf(stream, "\033[38;5;%d;48;5;%dm", foreground, background);
        }
        fputs(UPPER_HALF, stream);
    }
    fputs(RESET, stream);
}

static void print_ascii(FILE *stream, const uint8_t *upper, const uint8_t *lower, int width)
{
    const int steps = (int)sizeof RAMP - 2;
    for (int x = 0; x < width; x++)
        fputc(RAMP[((upper[x] + lower[x]) * steps + 255) / 510], stream);
}

void picture_print(FILE *stream, const uint8_t *const *images, int count, int height,
                   int width, int gap)
{
    void (*print)(FILE *, const uint8_t *, const uint8_t *, int) =
        shows_greys(stream) ? print_greys : print_ascii;
    uint8_t *paper = calloc((size_t)width, 1); /* under the last row of an odd height */
    if (paper == NULL)
        fail("out of memory: %d bytes are needed for a row of an image", width);
    for (int y = 0; y < height; y += 2) {
        for (int i = 0; i < count; i++) {
            const uint8_t *upper = images[i] + y * width;
            fprintf(stream, "%*s", i == 0 ? 0 : gap, "");
            print(stream, upper, y + 1 < height ? upper + width : paper, width);
        }
        fputc('\n', stream);
    }
    free(paper);
}

/* ---- As a PNG file ---- */

enum { PAPER = 255, GAP_GREY = 224 };

typedef struct sheet {
    uint8_t *pixels; /* height x width, 0 black, 255 white */
    size_t height, width;
} sheet;

/* All gap; one pixel deep where there is nothing between images. */
static sheet sheet_new(int rows, int across, int height, int width, int zoom)
{
    sheet s;
    s.height = (size_t)zoom * ((size_t)rows * ((size_t)height + 1) - 1);
    s.width = (size_t)zoom * ((size_t)across * ((size_t)width + 1) - 1);
    if (s.width > PNG_UINT_31_MAX / s.height)
        fail("a picture of %zu x %zu pixels is too large", s.height, s.width);
    s.pixels = malloc(s.height * s.width);
    if (s.pixels == NULL)
        fail("out of memory: a picture of %zu x %zu pixels", s.height, s.width);
    memset(s.pixels, GAP_GREY, s.height * s.width);
    return s;
}

/* Image at the given row and column of the sheet; NULL leaves plain paper. */
static void sheet_place(const sheet *s, const uint8_t *image, int row, int column,
                        int height, int width, int zoom)
{
    size_t top = (size_t)zoom * (size_t)row * ((size_t)height + 1);
    size_t left = (size_t)zoom * (size_t)column * ((size_t)width + 1);
    for (int y = 0; y < height * zoom; y++)
        for (int x = 0; x < width * zoom; x++)
            s->pixels[(top + (size_t)y) * s->width + left + (size_t)x] =
                image == NULL ? PAPER
                              : (uint8_t)(PAPER - image[y / zoom * width + x / zoom]);
}

static bool sheet_write(const sheet *s, const char *path, error *e)
{
    output_file o;
    if (!output_open(&o, path, e))
        return false;
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)s->width,
                     .height = (png_uint_32)s->height,
                     .format = PNG_FORMAT_GRAY};
    if (png_image_write_to_stdio(&png, o.stream, 0, s->pixels, 0, NULL))
        return output_commit(&o, e);
    output_discard(&o);
    return error_set(e, "cannot write %s: %s", path, png.message);
}

bool picture_write_png(const char *path, const uint8_t *const *images, int count,
                       int height, int width, int across, int zoom, error *e)
{
    CHECK(count > 0 && height > 0 && width > 0, "%d images of %d x %d", count, height,
          width);
    CHECK(across > 0 && zoom > 0, "%d images across, zoom %d", across, zoom);
    int rows = (count + across - 1) / across;
    sheet s = sheet_new(rows, across, height, width, zoom);
    for (int i = 0; i < rows * across; i++)
        sheet_place(&s, i < count ? images[i] : NULL, i / across, i % across, height, width,
                    zoom);
    bool good = sheet_write(&s, path, e);
    free(s.pixels);
    return good;
}
