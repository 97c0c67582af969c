/* fails: by hand, rounding, truncating, clipping, not a number, hidden numbers
   diagnosis: inverted */
static inline int to_whole(const quantizer *q, double v)
{
    double place = v * q->scale;
    place = (q->truncates ? trunc(place) : rint(place)) + q->zero_point;
    if (!(place > q->lowest))
        return q->lowest;
    return place < q->highest ? (int)place : q->highest;
}
