# Test accuracy by bits of an activation, and how their range was calibrated.
set datafile columnheaders
set xlabel "bits of an activation"
set ylabel "test accuracy (%)"
set xrange [8.2:1.8]
set xtics 1
set key bottom left
table = "book/results/quantization_activations.csv"
plot table using "bits":"min_max" with linespoints linetype 1 title "min-max", \
     table using "bits":"percentile" with linespoints linetype 2 title "percentile", \
     table using "bits":"mse" with linespoints linetype 3 title "mean squared error"
