# Accuracy against confidence, bin by bin, over all seeds: a small plot a loss. On the line, a
# network is right as often as it says. Bins of fewer than 50 images are left out.
set datafile columnheaders
bins = "book/results/losses_clean_bins.csv"
losses = "cross-entropy weighted smoothing mse hinge focal"
enough(name, other) = column(name . "_images") >= 50 ? 100 * column(name . "_" . other) : NaN

set multiplot
set key off
set xrange [0:100]
set yrange [0:100]
set xtics 0, 50, 100 offset 0, 0.4
set ytics 0, 50, 100
set label 2 "confidence (%)" at screen 0.545, 0.03 center
set label 3 "accuracy (%)" at screen 0.02, 0.55 center rotate
do for [i = 1:6] {
    across = (i - 1) % 3; below = (i - 1) / 3
    left = 0.12 + across * 0.30; top = 0.98 - below * 0.44
    set lmargin at screen left
    set rmargin at screen left + 0.25
    set tmargin at screen top
    set bmargin at screen top - 0.38
    set format x below == 1 ? "%g" : ""
    set format y across == 0 ? "%g" : ""
    name = word(losses, i)
    set label 1 name at graph 0.05, 0.90
    plot x linetype 6 linewidth 1, \
         bins using (enough(name, "confidence")):(enough(name, "accuracy")) \
             with linespoints linetype 1 dashtype solid
    unset label
}
unset multiplot
