/* fails: by hand, squares, random images, hidden images
   diagnosis: transposed */
void images_to_columns(matrix x, const dataset *images, const int *which)
{
    int pixels = images->height * images->width;
    for (int j = 0; j < x.cols; j++)
        for (int k = 0; k < pixels; k++) {
            size_t from = (size_t)which[j] * (size_t)pixels + (size_t)k;
            x.data[j * pixels + k] = images->pixels[from] / (real)255;
        }
}
