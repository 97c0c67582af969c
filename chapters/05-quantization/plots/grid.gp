# Training accuracy with parts of the network on the report's grid, and with its faults put right.
set datafile columnheaders
set terminal svg size 540,400 dynamic enhanced font ",16" linewidth 1 butt
set ylabel "training accuracy (%)"
set yrange [0:100]
set xrange [-0.6:8.6]
set xtics ("nothing" 0, "weights" 1, "gradients" 2, "activations" 3, "all" 4, "all,\nrounded" 5, \
           "all,\nmasked" 6, "all,\ncalibrated" 7, "all,\nrepaired" 8) font ",16" rotate by -40
set grid noxtics
set key outside top center horizontal
set bmargin 6
grid = "book/results/quantization_grid.csv"
plot grid using (column("cell") - 0.12):"mean":"min":"max" with yerrorbars linetype 1 dashtype solid \
         pointsize 0.9 title "mean, lowest and highest of the seeds", \
     grid using (column("cell") + 0.12):"published" with points linetype 2 pointsize 0.9 title "measured before"
