/* fails: by hand, of each layer, of all units
   diagnosis: row-only */
static void prune_unit(masks *m, const stack *s, int d, int unit)
{
    matrix own = s->dense[d]->value;
    memset(m->keep[s->place[d]] + (size_t)unit * (size_t)own.cols, 0, (size_t)own.cols);
}
