# Validation accuracy with a tenth of the training labels wrong, after each epoch: each loss at
# the rate that is best then, and at the rate that was best without wrong labels.
set datafile columnheaders
set multiplot layout 1, 2
set xlabel "epoch"
set xrange [0:21]
set yrange [88:97]
set xtics 5
set key off
set tmargin at screen 0.82
set bmargin at screen 0.24
set rmargin 2
set ylabel "validation accuracy (%)"
losses = "cross-entropy smoothing mse hinge focal"
set label 1 "rates chosen anew" at graph 0.06, 0.95
plot for [name in losses] "book/results/losses_wrong_epochs.csv" using "epoch":name \
    with lines
set label 1 "rates as before"
plot for [name in losses] "book/results/losses_unwarned_epochs.csv" using "epoch":name with lines
titles = losses
load "book/plots/key.gp"
unset multiplot
