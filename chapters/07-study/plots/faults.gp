# One fault at a time, rate 0.5, 500 iterations: left out of all, and alone.
set datafile columnheaders
set terminal svg size 540,420 dynamic enhanced font ",16" linewidth 1 butt
faults = "book/results/study_faults.csv"
set xlabel "accuracy on the development set (%)"
set xrange [0:100]
set yrange [8.6:-0.6]
set ytics ("loss-not-in-gradient" 0, "bare-softmax" 1, "mean-of-all" 2, "one-bias-gradient" 3, \
    "fixed-scale" 4, "truncation" 5, "clipping-ignored" 6, "quantized-gradients" 7, \
    "both grids" 8) scale 0
set key outside top center vertical maxrows 2 samplen 2
plot faults using "without_mean":($1 - 0.12):"without_min":"without_max" with xerrorbars \
         linetype 2 dashtype solid pointsize 0.9 title "published without it", \
     faults using "alone_mean":($1 + 0.12):"alone_min":"alone_max" with xerrorbars \
         linetype 1 dashtype solid pointsize 0.9 title "corrected with it"
