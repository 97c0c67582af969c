/* fails: by hand, saturation, hidden numbers
   diagnosis: wraps */
static int16_t saturate(int64_t v)
{
    return (int16_t)v;
}
