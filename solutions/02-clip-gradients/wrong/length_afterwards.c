/* fails: by hand, random gradients, enormous, hidden gradients
   diagnosis: length-afterwards */
double clip_gradients(parameter *parameters, int count, double limit)
{
    double squares = 0;
    for (int i = 0; i < count; i++)
        squares += sum_of_squares(parameters[i].gradient);
    double length = sqrt(squares);
    if (length <= limit)
        return length;
    for (int i = 0; i < count; i++)
        scale(parameters[i].gradient, limit / length);
    return limit;
}
