/* fails: ten classes, two batches, equal, hidden batches, memory
   diagnosis: cancels */
double calibration_error(const calibration *c)
{
    double sum = 0;
    for (int b = 0; b < BINS; b++)
        sum += c->correct[b] - c->confidence[b];
    return fabs(sum) / calibration_images(c);
}
