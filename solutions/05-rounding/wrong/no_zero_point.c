/* fails: by hand, not a number, hidden numbers
   diagnosis: no-zero-point */
static inline int to_whole(const quantizer *q, double v)
{
    double place = v / q->scale;
    place = q->truncates ? trunc(place) : rint(place);
    if (!(place > q->lowest))
        return q->lowest;
    return place < q->highest ? (int)place : q->highest;
}
