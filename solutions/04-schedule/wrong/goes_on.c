/* fails: after the end, other training runs
   diagnosis: goes-on */
void pruner_after_step(training *t)
{
    pruner *p = t->context;
    long taken = t->step - p->first;
    bool due = taken % GRADUAL_EVERY == 0 || taken == p->steps;
    if (p->steps > 0 && due)
        pruner_prune(p, gradual_sparsity(p->target, (double)taken / (double)p->steps));
    masks_hold(&p->masks, &t->optimizer);
}
