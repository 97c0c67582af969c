# The same after fine-tuning, with the spread of the seeds.
set datafile columnheaders
set xlabel "weights left, %"
set ylabel "accuracy, %"
set logscale x
set xrange [60:0.4]
set xtics (50, 20, 10, 5, 2, 1, 0.5)
set yrange [88:99.5]
set key bottom left
curves = "book/results/pruning_curves.csv"
plot for [n=1:4] curves using (100-$1):(column(3*n)):(column(3*n+1)) with yerrorlines linetype n \
    title word("magnitude,\\_of\\_all\\_weights magnitude,\\_of\\_each\\_layer gradient random", n)
