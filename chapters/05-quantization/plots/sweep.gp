# Test accuracy after training, by bits of a weight: each step of the chapter.
set datafile columnheaders
set xlabel "bits of a weight"
set ylabel "test accuracy (%)"
set xrange [8.2:1.8]
set xtics 1
set yrange [80:100]
set key bottom left Left reverse samplen 2
sweep = "book/results/quantization_sweep.csv"
plot sweep using "bits":"report_tensor_min_max" with linespoints linetype 6 title "report's grid", \
     sweep using "bits":"rounded_tensor_min_max" with linespoints linetype 5 title "rounded grid", \
     sweep using "bits":"symmetric_tensor_min_max" with linespoints linetype 4 title "symmetric", \
     sweep using "bits":"asymmetric_tensor_min_max" with linespoints linetype 3 title "asymmetric", \
     sweep using "bits":"symmetric_channel_min_max" with linespoints linetype 2 title "symmetric, per channel", \
     sweep using "bits":"k_means_tensor_min_max" with linespoints linetype 1 title "k-means"
