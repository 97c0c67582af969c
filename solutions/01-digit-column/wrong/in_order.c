/* fails: by hand, random images, hidden images
   diagnosis: in-order */
void images_to_columns(matrix x, const dataset *images, const int *which)
{
    (void)which;
    int pixels = images->height * images->width;
    for (int k = 0; k < pixels; k++)
        for (int j = 0; j < x.cols; j++)
            AT(x, k, j) = images->pixels[j % images->count * pixels + k] / (real)255;
}
