/* fails: constants, nothing heard
   diagnosis: empty-layer */
static void find_units(shrinking *layers, int count)
{
    for (int d = 0; d + 1 < count; d++)
        for (int u = 0; u < layers[d].weight.rows; u++)
            if (!listens(&layers[d], u))
                fold_constant(&layers[d], &layers[d + 1], u);
    for (int d = count - 2; d >= 0; d--) {
        for (int u = 0; u < layers[d].weight.rows; u++) {
            layers[d].stays[u] = is_heard(&layers[d + 1], u);
        }
    }
}
