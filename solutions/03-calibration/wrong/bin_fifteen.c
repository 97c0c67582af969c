/* fails: certain, memory
   diagnosis: past-the-last-bin */
static int bin_of(double confidence)
{
    return (int)(confidence * BINS);
}
