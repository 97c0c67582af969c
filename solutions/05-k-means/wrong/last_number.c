/* fails: by hand, random numbers, far apart, hidden numbers
   diagnosis: not-accumulated */
static bool improve(codebook *b, const real *v, size_t n)
{
    double sum[CODEBOOK_MAX] = {0};
    size_t count[CODEBOOK_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        int k = codebook_nearest(b, v[i]);
        sum[k] = (double)v[i];
        count[k]++;
    }
    bool moved = false;
    for (int k = 0; k < b->size; k++) {
        if (count[k] == 0)
            continue;
        real mean = (real)(sum[k] / (double)count[k]);
        moved = moved || mean != b->levels[k];
        b->levels[k] = mean;
    }
    return moved;
}
