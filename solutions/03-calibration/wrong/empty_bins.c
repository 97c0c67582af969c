/* fails: by hand, ten classes, two batches, certain, equal
   diagnosis: nan */
double calibration_error(const calibration *c)
{
    double sum = 0;
    for (int b = 0; b < BINS; b++) {
        double accuracy = (double)c->correct[b] / c->images[b];
        double confidence = c->confidence[b] / c->images[b];
        sum += c->images[b] * fabs(accuracy - confidence);
    }
    return sum / calibration_images(c);
}
