# The learning rate during a run, as each schedule has it.
set datafile columnheaders
set xlabel "part of the run"
set ylabel "rate / largest rate"
set xtics 0.2
set yrange [0:1.05]
set key outside right top
rates = "book/results/schedule_rates.csv"
plot for [name in "constant step cosine cyclical one-cycle"] rates using "t":name \
    with lines title name
