# A histogram of real weights, and the marks of the symmetric grid of four bits.
set datafile columnheaders
table = "book/results/small_network_histogram.csv"
stats table using (abs($1) > abs($2) ? abs($1) : abs($2)) nooutput
scale = STATS_max / 7
set xlabel "weight; upright, the marks of the grid"
set ylabel "how many weights"
set yrange [0:*]
set style fill solid 0.25 noborder
do for [k = -7:7] {
    set arrow from first k * scale, graph 0 to first k * scale, graph 1 nohead \
        linetype 2 linewidth 1 dashtype solid
}
plot table using (($1 + $2) / 2):"weights":($2 - $1) with boxes linetype 1 notitle
