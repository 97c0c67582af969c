# Time of an image in a batch of 64 against the share of zeros.
set datafile columnheaders
set xlabel "weights that are 0, %"
set ylabel "microseconds an image"
set logscale y
set key bottom left Left reverse
speed = "book/results/pruning_speed.csv"
plot speed using "sparsity":"batch_dense" with linespoints title "dense", \
    speed using "sparsity":"batch_csr" with linespoints title "CSR"
