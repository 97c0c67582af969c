/* fails: chains, memory
   diagnosis: not-forward */
static void find_units(shrinking *layers, int count)
{
    for (int d = count - 2; d >= 0; d--)
        for (int u = 0; u < layers[d].weight.rows; u++)
            if (!listens(&layers[d], u))
                fold_constant(&layers[d], &layers[d + 1], u);
    for (int d = count - 2; d >= 0; d--) {
        bool any = false;
        for (int u = 0; u < layers[d].weight.rows; u++) {
            layers[d].stays[u] = is_heard(&layers[d + 1], u);
            any = any || layers[d].stays[u];
        }
        layers[d].stays[0] = layers[d].stays[0] || !any;
    }
}
