# The small network, pruned to every fifth percent of each matrix.
set datafile columnheaders
set xlabel "weights pruned (%)"
set ylabel "accuracy (%)"
set xrange [0:100]
set yrange [0:100]
set key bottom left
table = "book/results/small_network_pruned.csv"
plot table using "percent":"cut" with linespoints linetype 2 title "after the cut", \
     table using "percent":"tuned" with linespoints linetype 1 title "after fine-tuning"
