/* fails: by hand, random gradients, enormous, hidden gradients
   diagnosis: each-number */
double clip_gradients(parameter *parameters, int count, double limit)
{
    double squares = 0;
    for (int i = 0; i < count; i++) {
        matrix g = parameters[i].gradient;
        squares += sum_of_squares(g);
        for (size_t k = 0; k < matrix_size(g); k++)
            g.data[k] = (real)fmax(-limit, fmin(limit, (double)g.data[k]));
    }
    return sqrt(squares);
}
