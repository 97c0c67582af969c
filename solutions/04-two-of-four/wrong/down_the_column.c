/* fails: mask by hand, masks
   diagnosis: down */
void two_of_four_mask(uint8_t *keep, matrix scores)
{
    for (int i = 0; i < scores.rows; i++)
        for (int j = 0; j < scores.cols; j++) {
            int first = i / GROUP_OF * GROUP_OF, before = 0;
            for (int k = first; k < first + group_size(scores.rows, first); k++)
                before += AT(scores, k, j) > AT(scores, i, j) ||
                          (AT(scores, k, j) == AT(scores, i, j) && k < i);
            keep[(size_t)i * (size_t)scores.cols + (size_t)j] = before < KEPT_OF;
        }
}
