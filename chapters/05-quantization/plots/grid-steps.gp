# What happens while it trains: the largest weight, and the share of activations clipped.
set datafile columnheaders
steps = "book/results/quantization_grid_steps.csv"
set multiplot layout 1, 2
set xlabel "iteration"
set xrange [0:300]
set xtics 100
set key off
set tmargin at screen 0.82
set bmargin at screen 0.24
set ylabel "largest |w|"
set yrange [0:3.5]
plot steps using "step":"none_weight" with lines linetype 1, \
     steps using "step":"activations_weight" with lines linetype 2, \
     steps using "step":"all_weight" with lines linetype 3, \
     steps using "step":"masked_weight" with lines linetype 4
set ylabel "activations clipped (%)"
set yrange [0:100]
plot steps using "step":"activations_clipped" with lines linetype 2, \
     steps using "step":"all_clipped" with lines linetype 3, \
     steps using "step":"masked_clipped" with lines linetype 4
titles = 'nothing activations all "all, masked"'
load "book/plots/key.gp"
unset multiplot
