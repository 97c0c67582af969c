/* fails: by hand, of each layer, of all units
   diagnosis: next-row */
static void prune_unit(masks *m, const stack *s, int d, int unit)
{
    matrix own = s->dense[d]->value, next = s->dense[d + 1]->value;
    memset(m->keep[s->place[d]] + (size_t)unit * (size_t)own.cols, 0, (size_t)own.cols);
    if (unit < next.rows)
        memset(m->keep[s->place[d + 1]] + (size_t)unit * (size_t)next.cols, 0,
               (size_t)next.cols);
}
