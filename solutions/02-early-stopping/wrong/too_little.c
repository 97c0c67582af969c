/* fails: memory
   diagnosis: invalid-write */
early_stopping early_stopping_new(int patience, size_t count)
{
    return (early_stopping){
        .patience = patience, .best = INFINITY, .count = count, .weights = malloc(count)};
}
