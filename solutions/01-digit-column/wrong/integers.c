/* fails: by hand, squares, random images, hidden images
   diagnosis: integer-division */
void images_to_columns(matrix x, const dataset *images, const int *which)
{
    int pixels = images->height * images->width;
    for (int k = 0; k < pixels; k++)
        for (int j = 0; j < x.cols; j++) {
            int pixel = images->pixels[which[j] * pixels + k];
            AT(x, k, j) = (real)(pixel / 255);
        }
}
