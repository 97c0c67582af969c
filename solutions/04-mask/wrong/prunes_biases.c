/* fails: fresh masks, memory
   diagnosis: biases */
masks masks_new(arena *a, parameter *parameters, int count)
{
    masks m = {.parameters = parameters, .count = count};
    m.keep = arena_alloc(a, (size_t)count, sizeof *m.keep);
    for (int i = 0; i < count; i++) {
        size_t size = matrix_size(parameters[i].value);
        m.keep[i] = arena_alloc(a, size, sizeof *m.keep[i]);
        memset(m.keep[i], 1, size);
    }
    return m;
}
