/* fails: by hand, ten classes, two batches, equal
   diagnosis: off-by-one */
static int bin_of(double confidence)
{
    int bin = (int)lround(confidence * BINS);
    return bin < BINS ? bin : BINS - 1;
}
