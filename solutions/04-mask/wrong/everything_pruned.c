/* fails: fresh masks, memory
   diagnosis: pruned-at-first */
masks masks_new(arena *a, parameter *parameters, int count)
{
    masks m = {.parameters = parameters, .count = count};
    m.keep = arena_alloc(a, (size_t)count, sizeof *m.keep);
    for (int i = 0; i < count; i++)
        if (parameters[i].decays) {
            size_t size = matrix_size(parameters[i].value);
            m.keep[i] = arena_alloc(a, size, sizeof *m.keep[i]);
        }
    return m;
}
