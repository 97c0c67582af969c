# F1 of each corrected model and digit, rate 0.5, 500 iterations: a heat map.
set datafile columnheaders
set terminal svg size 540,420 dynamic enhanced font ",16" linewidth 1 butt
digits = "book/results/study_digits.csv"
set key off
unset grid
set border 0
set tics scale 0
set xlabel "digit"
set xtics 0, 1, 9
set ytics ("classical" 0, "quantized, one-hot" 1, "quantized, MSE" 2, "quantized, weighted" 3, \
    "quantized, focal" 4, "quantized, hinge" 5, "pruned, one-hot" 6, "pruned, MSE" 7, \
    "pruned, weighted" 8, "pruned, focal" 9, "pruned, hinge" 10)
set xrange [-0.5:9.5]
set yrange [10.5:-0.5]
set cbrange [0:160]
plot digits matrix every 1::1 skip 1 using ($1 - 1):2:3 with image pixels, \
     for [digit = 0:9] digits using (digit):1:(sprintf("%.0f", column(2 + digit))) \
         with labels font ",16"
