# The loss in each iteration at ten rates, from the same first weights.
set datafile columnheaders
set xlabel "iteration"
set ylabel "loss"
set yrange [0:4.5]
set xtics 50
set key outside right
table = "book/results/learning_rates.csv"
plot table using "iteration":"rate_0.01" with lines linetype 6 title "0.01", \
     table using "iteration":"rate_0.1" with lines linetype 1 title "0.1", \
     table using "iteration":"rate_0.5" with lines linetype 3 title "0.5", \
     table using "iteration":"rate_1" with lines linetype 5 title "1", \
     table using "iteration":"rate_1.5" with lines linetype 2 title "1.5", \
     table using "iteration":"rate_4" with lines linetype 4 title "4"
