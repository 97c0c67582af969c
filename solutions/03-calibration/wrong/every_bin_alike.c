/* fails: ten classes, two batches, hidden batches
   diagnosis: bins-alike */
double calibration_error(const calibration *c)
{
    double sum = 0;
    int used = 0;
    for (int b = 0; b < BINS; b++)
        if (c->images[b] > 0) {
            sum += fabs(c->correct[b] - c->confidence[b]) / c->images[b];
            used++;
        }
    return sum / used;
}
