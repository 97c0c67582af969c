/* fails: by hand, random numbers, far apart
   diagnosis: empty-level */
static bool improve(codebook *b, const real *v, size_t n)
{
    double sum[CODEBOOK_MAX] = {0};
    size_t count[CODEBOOK_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        int k = codebook_nearest(b, v[i]);
        sum[k] += (double)v[i];
        count[k]++;
    }
    bool moved = false;
    for (int k = 0; k < b->size; k++) {
        real mean = count[k] > 0 ? (real)(sum[k] / (double)count[k]) : 0;
        moved = moved || mean != b->levels[k];
        b->levels[k] = mean;
    }
    return moved;
}
