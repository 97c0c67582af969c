# Recall of each digit where the odd ones are rare in training, over all seeds.
set datafile columnheaders
set xlabel "digit (the odd ones are rare)"
set ylabel "recall (%)"
set xrange [-0.5:9.5]
set xtics 0, 1, 9
set yrange [*:101]
set key outside top center horizontal
set grid noxtics
recalls = "book/results/losses_unbalanced_digits.csv"
losses = "cross-entropy weighted focal focal-weighted mse"
title_of(name) = name eq "focal-weighted" ? "focal, weighted" : name
plot for [i = 1:words(losses)] recalls using (column("digit") + 0.13 * (i - 3)):word(losses, i) \
    with points linetype i pointsize 0.9 title title_of(word(losses, i))
