/* fails: by hand, rounding, hidden numbers
   diagnosis: truncated */
static inline int to_whole(const quantizer *q, double v)
{
    double place = trunc(v / q->scale) + q->zero_point;
    if (!(place > q->lowest))
        return q->lowest;
    return place < q->highest ? (int)place : q->highest;
}
