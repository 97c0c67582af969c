/* fails: stored by hand, stored
   diagnosis: places-swapped */
two_of_four two_of_four_new(arena *a, matrix w)
{
    two_of_four s = {.rows = w.rows, .cols = w.cols};
    s.groups = (w.cols + GROUP_OF - 1) / GROUP_OF;
    size_t count = (size_t)w.rows * (size_t)s.groups;
    s.value = arena_alloc(a, count * KEPT_OF, sizeof *s.value);
    s.place = arena_alloc(a, count, sizeof *s.place);
    for (size_t n = 0; n < count; n++) {
        int i = (int)n / s.groups, first = (int)n % s.groups * GROUP_OF, found = 0;
        for (int k = 0; k < group_size(w.cols, first); k++) {
            if (AT(w, i, first + k) == 0)
                continue;
            CHECK(found < KEPT_OF, "row %d, columns %d and on: too many weights", i, first);
            s.value[n * KEPT_OF + (size_t)found] = AT(w, i, first + k);
            s.place[n] |= (uint8_t)(k << 2 * (1 - found++));
        }
    }
    return s;
}
