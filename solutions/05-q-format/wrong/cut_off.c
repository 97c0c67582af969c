/* fails: by hand, sums and products, saturation, hidden numbers
   diagnosis: no-half */
static int64_t move_point(int64_t product, int n)
{
    return product >> n;
}
