# Loss and accuracy of a run, epoch by epoch. Set by who runs it for another run
# (plot-run.sh): metrics, its table; curves, which of "train val" were measured; passes, what
# an epoch is called.
if (!exists("metrics")) metrics = "book/results/mlp_metrics.csv"
if (!exists("curves")) curves = "train val"
if (!exists("passes")) passes = "epoch"

set datafile columnheaders
stats metrics using "epoch" name "epoch" nooutput
set xtics 0, epoch_max > 20 ? ceil(epoch_max / 3) : 2
set multiplot layout 1, 2
set xlabel passes
set xrange [0:*]
set rmargin 2
set ylabel "loss"
set yrange [0:*]
set key off
set tmargin at screen 0.88
set bmargin at screen 0.24
plot for [i = 1:words(curves)] metrics using "epoch":(column(word(curves, i) . "_loss")) \
    with lines linetype i
set ylabel "accuracy (%)"
set yrange [*:100]
plot for [i = 1:words(curves)] metrics using "epoch":(100 * column(word(curves, i) . "_acc")) \
    with lines linetype i
titles = curves eq "train" ? "training" : "training validation"
load "book/plots/key.gp"
unset multiplot
