# Pruning more than the report's 10 %: accuracy against the share that is pruned.
set datafile columnheaders
beyond = "book/results/study_beyond.csv"
set xlabel "weights pruned (%)"
set ylabel "test accuracy (%)"
set xrange [-3:100]
plot beyond using "percent":"test_mean":"test_min":"test_max" with yerrorlines linetype 1
