# Validation loss of the optimizers, each at its best rate: the mean over the seeds.
set datafile columnheaders
set xlabel "epoch"
set ylabel "validation loss"
set xtics 1
set xrange [0.8:*]
optimizers = "book/results/optimizers.csv"
plot for [name in "gd momentum nesterov adam"] optimizers using "epoch":name \
    with linespoints title name
