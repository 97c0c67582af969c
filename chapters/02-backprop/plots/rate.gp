# The learning rate of a run at the end of each epoch. Set by who runs it: metrics, its table.
if (!exists("metrics")) metrics = "book/results/mlp_metrics.csv"

set datafile columnheaders
set key off
set xlabel "epoch"
set ylabel "learning rate"
set xrange [0:*]
set yrange [0:*]
plot metrics using "epoch":"rate" with linespoints
