/* fails: from a later step, steps that do not fit
   diagnosis: counts-from-0 */
void pruner_after_step(training *t)
{
    pruner *p = t->context;
    long taken = t->step;
    bool due = taken % GRADUAL_EVERY == 0 || taken == p->steps;
    if (p->steps > 0 && taken <= p->steps && due)
        pruner_prune(p, gradual_sparsity(p->target, (double)taken / (double)p->steps));
    masks_hold(&p->masks, &t->optimizer);
}
