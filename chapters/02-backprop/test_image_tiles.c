#include "image_tiles.h"

#include <omp.h>
#include <signal.h>

#include "test_process.h"
#include "test_products.h"

/* Two tiles and a part of a third; one range of pixels and a part of a second. */
enum { COUNT = 2 * TILE_IMAGES + 9, HEIGHT = 6, WIDTH = 10, PIXELS = HEIGHT * WIDTH };

/* Random images, in which every third pixel is paper: in each tile another third. One image is
   all paper, one tile all ink. */
static dataset images_new(arena *memory, rng *r)
{
    dataset d = random_images(memory, COUNT, HEIGHT, WIDTH, r);
    for (int j = 0; j < COUNT; j++)
        for (int k = 0; k < PIXELS; k++) {
            uint8_t *pixel = &d.pixels[j * PIXELS + k];
            int tile = j / TILE_IMAGES;
            if (k % 3 == tile || j == 5)
                *pixel = 0;
            if (tile == 1)
                *pixel = 255;
        }
    return d;
}

/* Which pixels of tile t have ink in one of its images. */
static void find_ink(bool *ink, const dataset *d, const int *order, int t)
{
    memset(ink, 0, PIXELS * sizeof *ink);
    for (int j = t * TILE_IMAGES; j < (t + 1) * TILE_IMAGES && j < d->count; j++)
        for (int k = 0; k < PIXELS; k++)
            ink[k] |= d->pixels[order[j] * PIXELS + k] != 0;
}

static void check_tile(const image_tiles *s, const dataset *d, const int *order, int t)
{
    bool ink[PIXELS];
    find_ink(ink, d, order, t);
    for (int range = 0; range < s->ranges; range++) {
        int k = range * TILE_PIXELS;
        const uint32_t *start = &s->start[t * s->ranges + range];
        for (uint32_t i = start[0]; i < start[1]; i++, k++) {
            for (; k < s->pixel[i]; k++)
                cr_assert(!ink[k], "tile %d: pixel %d is missing", t, k);
            cr_assert(k == s->pixel[i], "tile %d: pixel %d comes after %d", t, s->pixel[i],
                      k - 1);
            cr_assert(ink[k], "tile %d: pixel %d, which is paper, is listed", t, k);
            for (int j = 0; j < TILE_IMAGES; j++) {
                int place = t * TILE_IMAGES + j,
                    image = place < d->count ? order[place] : -1;
                int wanted = image >= 0 ? d->pixels[image * PIXELS + k] : 0;
                cr_assert(s->ink[i][j] == wanted, "image %d, pixel %d: %d, wanted %d",
                          image, k, s->ink[i][j], wanted);
            }
        }
        for (; k < (range + 1) * TILE_PIXELS && k < PIXELS; k++)
            cr_assert(!ink[k], "tile %d: pixel %d is missing", t, k);
        cr_assert(k == (range + 1) * TILE_PIXELS || k == PIXELS,
                  "tile %d: range %d goes on to pixel %d", t, range, k);
    }
}

Test(image_tiles, bring_back_every_pixel)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    dataset d = images_new(&memory, &r);
    const int *order = backwards(&memory, COUNT);
    image_tiles s = image_tiles_new(&memory, &d, order);
    cr_expect(s.pixels == PIXELS && s.count == COUNT && s.ranges == 2,
              "%d images of %d pixels in %d ranges", s.count, s.pixels, s.ranges);
    cr_expect(s.start[0] == 0, "entries begin at %u", s.start[0]);
    for (int t = 0; t < 3; t++)
        check_tile(&s, &d, order, t);
    arena_free(&memory);
}

Test(image_tiles, none_and_the_last_of_65536_pixels)
{
    arena memory = {0};
    image_tiles none = image_tiles_new(&memory, &(dataset){.height = 2, .width = 3}, NULL);
    cr_expect(none.count == 0 && none.start != NULL && none.start[0] == 0, "%d images",
              none.count);
    dataset d = {.count = 1, .height = 256, .width = 256};
    d.pixels = arena_alloc(&memory, 65536, 1);
    d.pixels[65535] = 9;
    image_tiles s = image_tiles_new(&memory, &d, (int[]){0});
    cr_expect(s.start[s.ranges - 1] == 0 && s.start[s.ranges] == 1 && s.pixel[0] == 65535 &&
                  s.ink[0][0] == 9 && s.ink[0][1] == 0,
              "%u entries, the first pixel %d with ink %d", s.start[s.ranges], s.pixel[0],
              s.ink[0][0]);
    arena_free(&memory);
}

/* An image with ink in columns left .. right of one row; none if right < left. */
static void draw_bar(uint8_t *image, int row, int left, int right)
{
    for (int column = left; column <= right; column++)
        image[row * WIDTH + column] = 1;
}

/* Full tiles of images that are alike end up whole, though their images come all mixed up. */
Test(image_tiles, order_puts_alike_images_together)
{
    enum { KINDS = 5, TILES = 3 * KINDS, IMAGES = TILES * TILE_IMAGES + 7 };
    static const struct {
        int label, left, right;
    } kinds[KINDS] = {{1, 3, 5}, {1, 3, 6}, {1, 4, 5}, {7, 3, 5}, {7, 0, -1}};
    arena memory = {0};
    dataset d = {.count = IMAGES, .height = HEIGHT, .width = WIDTH};
    d.pixels = arena_alloc(&memory, IMAGES, PIXELS);
    d.labels = arena_alloc(&memory, IMAGES, 1);
    for (int i = 0; i < IMAGES; i++) {
        int kind = i < TILES * TILE_IMAGES ? i % KINDS : 4; /* seven more of the last */
        d.labels[i] = (uint8_t)kinds[kind].label;
        draw_bar(d.pixels + i * PIXELS, i / KINDS % HEIGHT, kinds[kind].left,
                 kinds[kind].right);
    }
    int order[IMAGES];
    bool seen[IMAGES] = {false};
    tile_order(order, &d);
    for (int t = 0; t < TILES; t++)
        for (int j = 0; j < TILE_IMAGES; j++) {
            int image = order[t * TILE_IMAGES + j], first = order[t * TILE_IMAGES];
            cr_assert(image % KINDS == first % KINDS, "tile %d: image %d beside image %d",
                      t, image, first);
            cr_assert(j == 0 || order[t * TILE_IMAGES + j - 1] < image,
                      "tile %d: a tie out of order", t);
        }
    for (int i = 0; i < IMAGES; i++) {
        cr_assert(order[i] >= 0 && order[i] < IMAGES && !seen[order[i]], "image %d twice",
                  order[i]);
        seen[order[i]] = true;
    }
    bool digits[10] = {false};
    for (int j = 0; j < 2 * TILE_IMAGES; j++)
        digits[d.labels[order[j]]] = true;
    cr_expect(digits[1] && digits[7], "the first two tiles are of one digit");
    arena_free(&memory);
}

Test(image_tiles, order_of_few_images)
{
    for (int count = 0; count <= TILE_IMAGES + 1; count += TILE_IMAGES / 2 + 1) {
        uint8_t pixels[2 * TILE_IMAGES] = {0}, labels[2 * TILE_IMAGES] = {0};
        dataset d = {count, 1, 1, pixels, labels, {NULL}};
        int order[2 * TILE_IMAGES] = {0};
        tile_order(order, &d);
        for (int i = 0; i < count; i++)
            cr_expect(order[i] == i, "%d images: place %d has image %d", count, i,
                      order[i]);
    }
}

static const struct {
    const char *row;
    int first, count;
} batches[] = {
    {"all", 0, COUNT},
    {"one tile", 0, 64},
    {"not a tile", 0, 63},
    {"one image more", 0, 65},
    {"from the second tile on", 64, COUNT - 64},
    {"what is left", 128, 9},
    {"one image", 64, 1},
    {"seventeen", 0, 17},
    {"none", 0, 0},
    {"none, at the end", 128, 0},
};

Test(image_tiles, products_agree_with_those_of_unpacked_images)
{
    arena memory = {0};
    rng r = rng_new(3, 0);
    dataset d = images_new(&memory, &r);
    for (int u = 0; u < PRODUCT_UNITS; u++)
        for (size_t b = 0; b < sizeof batches / sizeof *batches; b++)
            check_tiles(batches[b].row, product_units[u], &d, batches[b].first,
                        batches[b].count);
    arena_free(&memory);
}

/* A batch of some columns leaves what lies behind them alone. */
Test(image_tiles, write_no_further_than_the_batch)
{
    arena memory = {0};
    rng r = rng_new(4, 0);
    dataset d = images_new(&memory, &r);
    image_tiles s = image_tiles_new(&memory, &d, backwards(&memory, COUNT));
    real *scratch = tile_scratch_new(&memory, 3, PIXELS);
    matrix w = random_matrix(&memory, 3, PIXELS, &r), z = matrix_new(&memory, 4, 21);
    matrix_fill(z, 7);
    tiles_multiply((matrix){3, 21, z.data}, w, &s, 0, scratch);
    for (int j = 0; j < 21; j++)
        cr_expect(AT(z, 3, j) == 7, "number %d behind the last row is %g", j,
                  (double)AT(z, 3, j));
    arena_free(&memory);
}

Test(image_tiles, same_bits_with_any_number_of_threads)
{
    arena memory = {0};
    rng r = rng_new(5, 0);
    dataset d = images_new(&memory, &r);
    image_tiles s = image_tiles_new(&memory, &d, backwards(&memory, COUNT));
    for (int u = 0; u < PRODUCT_UNITS; u++) {
        int n = product_units[u];
        real *scratch = tile_scratch_new(&memory, n, PIXELS);
        matrix w = random_matrix(&memory, n, PIXELS, &r);
        matrix dz = random_matrix(&memory, n, COUNT, &r), z[3], dw[3];
        for (int t = 0; t < 3; t++) {
            omp_set_num_threads(1 << t);
            z[t] = matrix_new(&memory, n, COUNT);
            dw[t] = matrix_new(&memory, n, PIXELS);
            tiles_multiply(z[t], w, &s, 0, scratch);
            tiles_gradient_add(dw[t], dz, &s, 0);
            cr_expect(same_bits(z[t], z[0]), "multiply, %d units, %d threads", n, 1 << t);
            cr_expect(same_bits(dw[t], dw[0]), "gradient, %d units, %d threads", n, 1 << t);
        }
    }
    arena_free(&memory);
}

static void too_many_pixels(const void *unused)
{
    (void)unused;
    arena memory = {0};
    image_tiles_new(&memory, &(dataset){.count = 1, .height = 257, .width = 256}, NULL);
}

static void multiply_wrong(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4};
    tiles_multiply((matrix){2, 1, NULL}, (matrix){2, 5, NULL}, &s, 0, NULL);
}

static void multiply_units_wrong(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4};
    tiles_multiply((matrix){3, 1, NULL}, (matrix){2, 4, NULL}, &s, 0, NULL);
}

static void add_wrong(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4};
    tiles_gradient_add((matrix){3, 4, NULL}, (matrix){2, 1, NULL}, &s, 0);
}

static void multiply_within_a_tile(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4, .count = 100};
    tiles_multiply((matrix){2, 1, NULL}, (matrix){2, 4, NULL}, &s, 32, NULL);
}

static void multiply_too_many(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4, .count = 100};
    tiles_multiply((matrix){2, 37, NULL}, (matrix){2, 4, NULL}, &s, 64, NULL);
}

static void add_within_a_tile(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4, .count = 100};
    tiles_gradient_add((matrix){2, 4, NULL}, (matrix){2, 1, NULL}, &s, 1);
}

static void add_too_many(const void *unused)
{
    (void)unused;
    image_tiles s = {.pixels = 4, .count = 100};
    tiles_gradient_add((matrix){2, 4, NULL}, (matrix){2, 101, NULL}, &s, 0);
}

Test(image_tiles, stops_at_what_does_not_fit)
{
    static const struct {
        const char *row;
        void (*call)(const void *);
        const char *message;
    } rows[] = {
        {"pixels", too_many_pixels, "images of 65792 pixels"},
        {"multiply", multiply_wrong, "2 x 5 weights for 2 units, 4 pixels"},
        {"units", multiply_units_wrong, "2 x 4 weights for 3 units, 4 pixels"},
        {"gradient", add_wrong, "3 x 4 gradients, 2 units, 4 pixels"},
        {"multiply from 32", multiply_within_a_tile, "1 images from image 32 on, of 100"},
        {"multiply 37", multiply_too_many, "37 images from image 64 on, of 100"},
        {"gradient from 1", add_within_a_tile, "1 images from image 1 on, of 100"},
        {"gradient 101", add_too_many, "101 images from image 0 on, of 100"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(rows[i].call, NULL);
        cr_expect(o.status == 128 + SIGABRT, "%s: status %d", rows[i].row, o.status);
        cr_expect(strstr(o.err, rows[i].message) != NULL, "%s: said [%s]", rows[i].row,
                  o.err);
    }
}
