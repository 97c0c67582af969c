/* variant: double */
/* Products with packed images in double precision, where rounding hides less. */
#include "test_products.h"

enum { COUNT = 2 * TILE_IMAGES + 5, HEIGHT = 9, WIDTH = 8 };

Test(products_double, agree_with_those_of_unpacked_images)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    dataset d = random_images(&memory, COUNT, HEIGHT, WIDTH, &r);
    int which[COUNT];
    for (int j = 0; j < COUNT; j++)
        which[j] = (int)rng_below(&r, COUNT);
    for (int u = 0; u < PRODUCT_UNITS; u++) {
        check_lists("lists", product_units[u], &d, which, COUNT);
        check_tiles("tiles", product_units[u], &d, 0, COUNT);
        check_tiles("tiles from 64 on", product_units[u], &d, 64, COUNT - 64);
    }
    arena_free(&memory);
}
