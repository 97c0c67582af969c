# Quantized after training, and trained on under quantization.
set datafile columnheaders
set xlabel "bits of a weight"
set ylabel "test accuracy (%)"
set xrange [8.3:1.7]
set xtics 1
set key bottom left
aware = "book/results/quantization_aware.csv"
plot aware using "bits":"after_mean":"after_min":"after_max" with yerrorlines linetype 2 title "after training", \
     aware using "bits":"aware_mean":"aware_min":"aware_max" with yerrorlines linetype 1 title "quantization-aware"
