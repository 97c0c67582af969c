/* fails: step, cosine, cyclical, one-cycle, hidden schedules
   diagnosis: integer-division */
double schedule_rate(const schedule *s, long step)
{
    const double pi = 3.14159265358979323846;
    double t = s->steps > 0 ? (double)(step / s->steps) : 0;
    double phase = fmod(t * CYCLES, 1);
    switch (s->kind) {
    case STEP:
        return s->rate * pow(0.5, floor(t * PARTS));
    case COSINE:
        return s->rate * (1 + cos(pi * t)) / 2;
    case CYCLICAL:
        return s->rate * (low + (1 - low) * (1 - fabs(2 * phase - 1)));
    case ONE_CYCLE:
        return s->rate *
               (t < warm_up ? low + (1 - low) * t / warm_up : (1 - t) / (1 - warm_up));
    default:
        return s->rate;
    }
}
