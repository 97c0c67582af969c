/* fails: within the limit, hidden gradients
   diagnosis: short-ones-too */
double clip_gradients(parameter *parameters, int count, double limit)
{
    double squares = 0;
    for (int i = 0; i < count; i++)
        squares += sum_of_squares(parameters[i].gradient);
    double length = sqrt(squares);
    for (int i = 0; i < count; i++)
        scale(parameters[i].gradient, limit / length);
    return length;
}
