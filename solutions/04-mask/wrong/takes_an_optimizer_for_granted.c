/* fails: by hand, gradient descent
   diagnosis: crash */
void masks_hold(const masks *m, optimizer *o)
{
    for (int i = 0; i < m->count; i++) {
        if (m->keep[i] == NULL)
            continue;
        size_t n = matrix_size(m->parameters[i].value);
        hold(m->parameters[i].value.data, m->keep[i], n);
        hold(o->velocity[i].data, m->keep[i], n);
        if (o->square[i].data != NULL)
            hold(o->square[i].data, m->keep[i], n);
    }
}
