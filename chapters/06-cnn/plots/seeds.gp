# Test accuracy of each network, a point for each seed.
set datafile columnheaders
set ylabel "test accuracy, %"
set xrange [0.5:4.5]
set xtics ("plain" 1, "batchnorm" 2, "best" 3, "best, 5 shifts" 4)
set yrange [98:99.8]
set key off
seeds = "book/results/cnn_seeds.csv"
plot for [i = 2:5] seeds using (i - 1 + 0.03 * (column(1) - 5.5)):i with points linetype i - 1 pointsize 1
