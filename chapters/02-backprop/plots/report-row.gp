# What the report published, beside what its settings give: mean, and from the smallest to the
# largest of the seeds.
set datafile columnheaders
set ylabel "accuracy on the development set (%)"
set xlabel "learning rate, iterations"
set xrange [-0.5:4.5]
set key outside top center horizontal
set grid noxtics
row = "book/results/report_row.csv"
plot row using ($0 - 0.12):"dev_mean":"dev_min":"dev_max":xtic(sprintf("%g, %g", \
         column("rate"), column("iterations"))) with yerrorbars linetype 1 dashtype solid \
         pointsize 0.9 title "reproduced", \
     row using ($0 + 0.12):"published" with points linetype 2 pointsize 0.9 title "published"
