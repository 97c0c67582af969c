/* fails: fresh masks, memory
   diagnosis: mask-size */
masks masks_new(arena *a, parameter *parameters, int count)
{
    masks m = {.parameters = parameters, .count = count};
    m.keep = arena_alloc(a, (size_t)count, sizeof *m.keep);
    for (int i = 0; i < count; i++)
        if (parameters[i].decays) {
            size_t size = (size_t)parameters[i].value.rows;
            m.keep[i] = arena_alloc(a, size, sizeof *m.keep[i]);
            memset(m.keep[i], 1, size);
        }
    return m;
}
