/* fails: equal
   diagnosis: last-of-equals */
void calibration_add(calibration *c, matrix probabilities, const uint8_t *labels)
{
    for (int j = 0; j < probabilities.cols; j++) {
        int guess = 0;
        for (int i = 1; i < probabilities.rows; i++)
            if (AT(probabilities, i, j) >= AT(probabilities, guess, j))
                guess = i;
        double confidence = (double)AT(probabilities, guess, j);
        int bin = bin_of(confidence);
        c->images[bin]++;
        c->correct[bin] += guess == labels[j];
        c->confidence[bin] += confidence;
    }
}
