# Which digits the ten best networks take for which: a heat map of the counts of test images, as
# in chapter 2.
confusion = "book/results/cnn_confusion_best.csv"

shade(count) = log(1 + count)
stats confusion skip 1 using 3 name "zero" nooutput

set key off
unset grid
set border 0
set tics scale 0
set xtics 0, 1, 9
set ytics 0, 1, 9
set xlabel "taken for"
set ylabel "digit"
set xrange [-0.5:9.5]
set yrange [9.5:-0.5]
set cbrange [0:1.5 * shade(zero_max)]
plot confusion skip 1 matrix every ::2 using ($1 - 2):2:(shade($3)) with image pixels, \
     for [digit = 0:9] confusion skip 1 using (digit):2:(column(3 + digit) > 0 ? \
         sprintf("%d", column(3 + digit)) : "") with labels font ",16"
