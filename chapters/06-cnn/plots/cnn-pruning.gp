# Accuracy of the best network with ever fewer weights: mean of two seeds, and both.
set datafile columnheaders
set xlabel "share of the weights pruned, %"
set ylabel "test accuracy, %"
set xrange [25:95]
set key off
pruning = "book/results/cnn_pruning.csv"
plot pruning using (100 * $1):2 with linespoints, \
     pruning using (100 * $1):2:4:5 with yerrorbars linetype 1
