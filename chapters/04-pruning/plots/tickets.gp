# Validation accuracy of sparse networks trained from their first weights, and from others.
set datafile columnheaders
set xlabel "weights left, %"
set ylabel "accuracy, %"
set logscale x
set xrange [12:0.85]
set xtics (10, 5, 2, 1)
set key bottom left Left reverse
tickets = "book/results/tickets.csv"
plot tickets using (100-$1):2:3 with yerrorlines title "first weights again", \
    tickets using (100-$1):4:5 with yerrorlines title "drawn anew"
