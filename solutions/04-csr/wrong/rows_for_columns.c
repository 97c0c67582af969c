/* fails: by hand, any matrix
   diagnosis: rows-for-columns */
sparse_matrix sparse_matrix_new(arena *a, matrix m)
{
    CHECK(m.cols <= SPARSE_MAX_COLUMNS, "%d columns", m.cols);
    size_t count = stored_count(m);
    CHECK(count <= INT32_MAX, "%zu entries", count);
    sparse_matrix w = {.rows = m.rows, .cols = m.cols};
    w.start = arena_alloc(a, (size_t)m.rows + 1, sizeof *w.start);
    w.column = arena_alloc(a, count, sizeof *w.column);
    w.value = arena_alloc(a, count, sizeof *w.value);
    int32_t k = 0;
    for (int i = 0; i < m.rows; i++) {
        for (int j = 0; j < m.cols; j++)
            if (is_stored(AT(m, i, j))) {
                w.column[k] = (int16_t)i;
                w.value[k++] = AT(m, i, j);
            }
        w.start[i + 1] = k;
    }
    return w;
}
