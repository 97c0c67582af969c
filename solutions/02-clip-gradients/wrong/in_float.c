/* fails: enormous
   diagnosis: overflow */
double clip_gradients(parameter *parameters, int count, double limit)
{
    real squares = 0;
    for (int i = 0; i < count; i++) {
        matrix g = parameters[i].gradient;
        for (size_t k = 0; k < matrix_size(g); k++)
            squares += g.data[k] * g.data[k];
    }
    double length = sqrt((double)squares);
    if (length > limit)
        for (int i = 0; i < count; i++)
            scale(parameters[i].gradient, limit / length);
    return length;
}
