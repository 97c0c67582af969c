#include "early_stopping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

early_stopping early_stopping_new(int patience, size_t count)
{
    /* Your code here. */
    return (early_stopping){0};
}

bool early_stopping_epoch(early_stopping *s, double loss, const real *weights)
{
    /* Your code here. */
    return false;
}

void early_stopping_restore(const early_stopping *s, real *weights)
{
    /* Your code here. */
}

void early_stopping_free(early_stopping *s)
{
    /* Your code here. */
}
