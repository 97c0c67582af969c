# Time of one image against the share of zeros.
set datafile columnheaders
set xlabel "weights that are 0, %"
set ylabel "microseconds an image"
set logscale y
set key top right samplen 1 spacing 0.95
speed = "book/results/pruning_speed.csv"
plot speed using "sparsity":"one_dense" with linespoints title "dense", \
    speed using "sparsity":"one_csr" with linespoints title "CSR", \
    speed using "sparsity":"one_sparse" with linespoints title "columns"
