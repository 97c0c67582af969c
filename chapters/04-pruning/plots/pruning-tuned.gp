# The same after fine-tuning, with the spread of the seeds.
set datafile columnheaders
set xlabel "weights left, %"
set ylabel "accuracy, %"
set logscale x
set xrange [60:0.15]
set xtics (50, 20, 10, 5, 2, 1, 0.5, 0.2)
set yrange [60:100]
set key outside top center horizontal maxcols 2 samplen 1.5 width -8
curves = "book/results/pruning_curves.csv"
plot curves using (100-$1):3:4 with yerrorlines title "magnitude, all weights", \
    curves using (100-$1):6:7 with yerrorlines title "magnitude, by layer", \
    curves using (100-$1):9:10 with yerrorlines title "gradient", \
    curves using (100-$1):12:13 with yerrorlines title "random"
