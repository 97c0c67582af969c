/* fails: three to one
   diagnosis: wrong-half */
double temperature_best(matrix logits, const uint8_t *labels)
{
    double low = 1 / TEMPERATURE_MOST, high = 1 / TEMPERATURE_LEAST;
    for (int halvings = 0; halvings < 60; halvings++) {
        double middle = (low + high) / 2;
        if (temperature_slope(logits, labels, 1 / middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return 2 / (low + high);
}
