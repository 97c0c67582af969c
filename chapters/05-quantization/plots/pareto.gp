# Accuracy against the bytes of the file: everything in chapters 2 to 5.
set datafile columnheaders
set xlabel "bytes of the file"
set ylabel "test accuracy (%)"
set logscale x
set xtics ("5 k" 5e3, "10 k" 1e4, "20 k" 2e4, "50 k" 5e4, "100 k" 1e5, "400 k" 4e5)
set yrange [90:99]
set key bottom right
plot "book/results/pareto_dense.csv" using "bytes":"accuracy" with points linetype 1 pointsize 1 title "floats", \
     "book/results/pareto_pruned.csv" using "bytes":"accuracy" with points linetype 2 pointsize 1 title "pruned", \
     "book/results/pareto_quantized.csv" using "bytes":"accuracy" with points linetype 3 pointsize 1 title "quantized", \
     "book/results/pareto_both.csv" using "bytes":"accuracy" with points linetype 4 pointsize 1 title "pruned and quantized"
