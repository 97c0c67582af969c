# Validation accuracy right after pruning, against the share of weights that are left.
set datafile columnheaders
set xlabel "weights left, %"
set ylabel "accuracy, %"
set logscale x
set xrange [60:0.15]
set xtics (50, 20, 10, 5, 2, 1, 0.5, 0.2)
set yrange [0:100]
set key outside top center horizontal maxcols 2 samplen 1.5 width -8
curves = "book/results/pruning_curves.csv"
plot curves using (100-$1):"magnitude_cut" with linespoints title "magnitude, all weights", \
    curves using (100-$1):"layer_cut" with linespoints title "magnitude, by layer", \
    curves using (100-$1):"gradient_cut" with linespoints title "gradient", \
    curves using (100-$1):"random_cut" with linespoints title "random"
