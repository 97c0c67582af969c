# Validation accuracy after each epoch, each loss at its best rate: means over the seeds.
set datafile columnheaders
set xlabel "epoch"
set ylabel "validation accuracy (%)"
set xrange [0.5:20.5]
set key bottom right
curves = "book/results/losses_clean_epochs.csv"
plot for [name in "cross-entropy smoothing mse hinge focal"] curves using "epoch":name \
    with linespoints title name
