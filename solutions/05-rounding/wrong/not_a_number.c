/* fails: not a number
   diagnosis: nan-input */
static inline int to_whole(const quantizer *q, double v)
{
    double place = v / q->scale;
    place = (q->truncates ? trunc(place) : rint(place)) + q->zero_point;
    if (place < q->lowest)
        return q->lowest;
    if (place > q->highest)
        return q->highest;
    return (int)place;
}
