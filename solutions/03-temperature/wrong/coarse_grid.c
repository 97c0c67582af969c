/* fails: three to one
   diagnosis: coarse */
double temperature_best(matrix logits, const uint8_t *labels)
{
    double best = 1;
    for (double t = 0.1; t < TEMPERATURE_MOST; t += 0.1)
        if (temperature_loss(logits, labels, t) < temperature_loss(logits, labels, best))
            best = t;
    return best;
}
