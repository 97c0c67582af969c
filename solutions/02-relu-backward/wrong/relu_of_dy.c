/* fails: by hand, whole numbers, random shapes, hidden shapes
   diagnosis: gradient-decides */
static void relu_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)x;
    (void)y;
    if (dx.data != NULL)
        relu(dx, dy);
}
