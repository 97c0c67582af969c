/* fails: equal scores, hidden matrices
   diagnosis: last-of-equals */
void two_of_four_mask(uint8_t *keep, matrix scores)
{
    for (int i = 0; i < scores.rows; i++)
        for (int j = 0; j < scores.cols; j++) {
            int first = j / GROUP_OF * GROUP_OF, before = 0;
            for (int k = first; k < first + group_size(scores.cols, first); k++)
                before += AT(scores, i, k) > AT(scores, i, j) ||
                          (AT(scores, i, k) == AT(scores, i, j) && k > j);
            keep[(size_t)i * (size_t)scores.cols + (size_t)j] = before < KEPT_OF;
        }
}
