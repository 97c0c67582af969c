/* fails: by hand, clipping, hidden numbers
   diagnosis: unclipped */
static inline int to_whole(const quantizer *q, double v)
{
    double place = v / q->scale;
    place = (q->truncates ? trunc(place) : rint(place)) + q->zero_point;
    if (isnan(place))
        return q->lowest;
    return (int)place;
}
