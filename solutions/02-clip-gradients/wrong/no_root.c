/* fails: by hand, random gradients, within the limit, enormous, hidden gradients
   diagnosis: no-root */
double clip_gradients(parameter *parameters, int count, double limit)
{
    double length = 0;
    for (int i = 0; i < count; i++)
        length += sum_of_squares(parameters[i].gradient);
    if (length > limit)
        for (int i = 0; i < count; i++)
            scale(parameters[i].gradient, limit / length);
    return length;
}
