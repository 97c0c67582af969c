# Precision, recall and F1 of each digit, epoch by epoch: a small plot a digit. Set by who runs
# it for another run (plot-run.sh): classes, its table; passes, what an epoch is called.
if (!exists("classes")) classes = "book/results/mlp_classes.csv"
if (!exists("passes")) passes = "epoch"

stats classes skip 1 using 1 name "epoch" nooutput
stats classes skip 1 using (100 * $3) name "precision" nooutput
stats classes skip 1 using (100 * $4) name "recall" nooutput
min(a, b) = a < b ? a : b
lowest = 20 * floor(min(precision_min, recall_min) / 20)

set multiplot
set key off
set xrange [0:epoch_max]
set yrange [lowest:100]
set xtics 0, epoch_max, epoch_max offset 0, 0.4
set ytics lowest, (100 - lowest) / 2, 100

# Drawn with the first plot: the key, which is wider than a small plot, and the common label.
set label 2 passes at screen 0.54, 0.03 center
do for [figure = 1:3] {
    x = 0.05 + 0.25 * figure
    set arrow figure from screen x - 0.085, 0.955 to screen x - 0.01, 0.955 nohead linetype figure
    set label 2 + figure word("precision recall F1", figure) at screen x, 0.955 left
}
do for [digit = 0:9] {
    across = digit % 5; below = digit / 5
    left = 0.13 + across * 0.1705; top = 0.89 - below * 0.40
    set lmargin at screen left
    set rmargin at screen left + 0.15
    set tmargin at screen top
    set bmargin at screen top - 0.35
    set label 1 sprintf("%d", digit) at graph 0.93, 0.14 right font ",20"
    set format x below == 1 && across % 2 == 0 ? "%g" : ""
    set format y across == 0 ? "%g %%" : ""
    plot for [figure = 1:3] classes skip 1 every 10::digit using 1:(100 * column(2 + figure)) \
        with lines linetype figure
    unset arrow
    unset label
}
unset multiplot
