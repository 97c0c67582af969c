#define _XOPEN_SOURCE 700 /* terminals */

#include "picture.h"

#include <png.h>

#include "output_file.h"
#include "test_files.h"
#include "test_process.h"
#include "test_terminal.h"

/* Two images of 3 x 2: the last row is alone in its line of characters. */
static const uint8_t first[] = {0, 255, 255, 255, 0, 127},
                     second[] = {0, 0, 0, 0, 255, 255};
static const uint8_t *const images[] = {first, second};

static void print_two(void)
{
    picture_print(stdout, images, 2, 3, 2, 3);
}

static void print_to_file(const void *unused)
{
    (void)unused;
    print_two();
}

#define ASCII "+@     \n :   ++\n"

Test(picture, ascii_in_a_file)
{
    setenv("TERM", "xterm", 1);
    outcome o = outcome_of(print_to_file, NULL);
    cr_expect(strcmp(o.out, ASCII) == 0, "printed [%s]", o.out);
}

/* Every step of the ramp is used, lightest to darkest, the ends for 0 and 255 alone or nearly. */
static void print_ramp(const void *unused)
{
    (void)unused;
    uint8_t column[256];
    for (int i = 0; i < 256; i++)
        column[i] = (uint8_t)i;
    const uint8_t *const image[] = {column};
    picture_print(stdout, image, 1, 1, 256, 0);
    uint8_t twice[512];
    memcpy(twice, column, 256);
    memcpy(twice + 256, column, 256);
    const uint8_t *const solid[] = {twice};
    picture_print(stdout, solid, 1, 2, 256, 0);
}

Test(picture, ascii_darkens_with_ink)
{
    static const char ramp[] = " .:-=+*#%@";
    outcome o = outcome_of(print_ramp, NULL);
    cr_assert(strlen(o.out) == 2 * 257, "%zu bytes", strlen(o.out));
    const char *solid = o.out + 257;
    cr_expect(solid[0] == ' ' && solid[255] == '@', "ends are '%c' and '%c'", solid[0],
              solid[255]);
    int changes = 0;
    for (int i = 1; i < 256; i++) {
        long step = strchr(ramp, solid[i]) - strchr(ramp, solid[i - 1]);
        cr_expect(step == 0 || step == 1, "ink %d: '%c' after '%c'", i, solid[i],
                  solid[i - 1]);
        changes += (int)step;
    }
    cr_expect(changes == 9, "%d changes, wanted 9", changes);
}

static void expect_on_terminal(const char *what, const char *wanted)
{
    char seen[1000];
    on_terminal(print_two, 80, seen, sizeof seen);
    cr_expect(strcmp(seen, wanted) == 0, "%s: seen [%s], wanted [%s]", what, seen, wanted);
}

/* Grey 255 is paper, 232 full ink, 244 half of it; "e2 96 80" is the upper half block. */
#define CELL(upper, lower) "\033[38;5;" #upper ";48;5;" #lower "m\xe2\x96\x80"
#define SAME "\xe2\x96\x80"
#define RESET "\033[0m"

Test(picture, greys_on_a_terminal)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    expect_on_terminal("greys", CELL(255, 232) CELL(232, 232) RESET "   " CELL(255, 255)
                                    SAME RESET "\n" CELL(255, 255) CELL(244, 255) RESET
                       "   " CELL(232, 255) SAME RESET "\n");
}

Test(picture, ascii_on_a_terminal_that_cannot)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TERM", "dumb", 1);
    expect_on_terminal("dumb", ASCII);
    unsetenv("TERM");
    expect_on_terminal("no TERM", ASCII);
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    expect_on_terminal("NO_COLOR", ASCII);
    unsetenv("NO_COLOR");
    setenv("LC_ALL", "C", 1);
    expect_on_terminal("locale C", ASCII);
}

/* The grey pixels of a PNG file, for the caller to free. */
static uint8_t *read_png(const char *path, unsigned *height, unsigned *width)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    cr_assert(png_image_begin_read_from_file(&png, path), "%s: %s", path, png.message);
    cr_expect(png.format == PNG_FORMAT_GRAY, "format %u is not 8-bit grey", png.format);
    png.format = PNG_FORMAT_GRAY;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(png));
    cr_assert(png_image_finish_read(&png, NULL, pixels, 0, NULL), "%s: %s", path,
              png.message);
    *height = png.height;
    *width = png.width;
    return pixels;
}

static void expect_png(const char *path, const uint8_t *wanted, unsigned height,
                       unsigned width)
{
    unsigned found_height, found_width;
    uint8_t *found = read_png(path, &found_height, &found_width);
    cr_assert(found_height == height && found_width == width, "%u x %u, wanted %u x %u",
              found_height, found_width, height, width);
    for (unsigned i = 0; i < height * width; i++)
        cr_expect(found[i] == wanted[i], "row %u, column %u: %u, wanted %u", i / width,
                  i % width, found[i], wanted[i]);
    free(found);
}

Test(picture, contact_sheet)
{
    enum { P = 255, G = 224 };
    static const uint8_t row[] = {P, 0,   G, P, P, G, P, 0,   /* images 1 2 1 */
                                  0, 0,   G, P, P, G, 0, 0,   /* */
                                  P, 128, G, 0, 0, G, P, 128, /* */
                                  G, G,   G, G, G, G, G, G,   /* */
                                  P, P,   G, P, P, G, P, P,   /* image 2, paper, paper */
                                  P, P,   G, P, P, G, P, P,   /* */
                                  0, 0,   G, P, P, G, P, P};
    const uint8_t *const four[] = {first, second, first, second};
    scratch s = scratch_new();
    error e;
    const char *path = scratch_path(&s, "sheet.png");
    cr_assert(picture_write_png(path, four, 4, 3, 2, 3, 1, &e), "%s", e.text);
    expect_png(path, row, 7, 8);
    uint8_t zoomed[7 * 3 * 8 * 3];
    for (int y = 0; y < 21; y++)
        for (int x = 0; x < 24; x++)
            zoomed[y * 24 + x] = row[y / 3 * 8 + x / 3];
    cr_assert(picture_write_png(path, four, 4, 3, 2, 3, 3, &e), "%s", e.text);
    expect_png(path, zoomed, 21, 24);
    scratch_free(&s);
}

Test(picture, png_says_why_not)
{
    scratch s = scratch_new();
    error e;
    char *path = output_path(s.directory, "missing/a.png"), wanted[200];
    snprintf(wanted, sizeof wanted, "cannot write %s.part: No such file or directory",
             path);
    cr_expect(!picture_write_png(path, images, 2, 3, 2, 2, 1, &e), "written");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    free(path);
    scratch_free(&s);
}
