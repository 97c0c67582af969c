# The table three times: each place of the report's as published, reproduced and corrected.
set datafile columnheaders
set terminal svg size 540,420 dynamic enhanced font ",16" linewidth 1 butt
set ylabel "accuracy (%)"
set xlabel "rate, iterations; in each, the rows of the table from the top"
set xrange [-1.5:67.5]
set yrange [0:100]
set xtics ("0.01, 1500" 5.5, "0.1, 1500" 19.5, "0.1, 500" 33.5, "0.5, 500" 47.5, "0.5, 100" 61.5) \
    scale 0
set key outside top center horizontal
set grid noxtics
do for [gap = 1:4] { set arrow from 14 * gap - 1.5, 0 to 14 * gap - 1.5, 100 nohead \
    linecolor rgb "#bbbbbb" linewidth 0.8 }
table = "book/results/study_table.csv"
plot table using "place":"published" with points linetype 2 pointsize 0.7 title "published", \
     table using ($1 - 0.2):"reproduced_mean":"reproduced_min":"reproduced_max" with yerrorbars \
         linetype 1 dashtype solid linewidth 1 pointsize 0.5 title "reproduced", \
     table using ($1 + 0.2):"corrected_mean":"corrected_min":"corrected_max" with yerrorbars \
         linetype 3 dashtype solid linewidth 1 pointsize 0.6 title "corrected"
