# Each loss, and how hard it pulls the right logit up, while that logit leads nine others, all
# alike, by x. The mean squared error is drawn ten times as high, to be seen.
p(x) = 1 / (1 + 9 * exp(-x))
q(x) = 9 / (9 + exp(x))
surprise(x) = log(1 + 9 * exp(-x))
focal(x) = q(x)**2 * surprise(x)
focal_pull(x) = q(x)**3 + 2 * p(x) * q(x)**2 * surprise(x)

set samples 300
set multiplot layout 1, 2
set key off
set tmargin at screen 0.82
set bmargin at screen 0.24
set xlabel "lead of the right logit"
set xrange [-6:8]
set xtics 4
set rmargin 2
set ylabel "loss"
set yrange [0:8]
plot surprise(x) linetype 1, surprise(x) + 0.09 * x linetype 2, 10 * q(x)**2 / 9 linetype 3, \
     0.9 * (x < 1 ? 1 - x : 0) linetype 4, focal(x) linetype 5
set ylabel "pull"
set yrange [-0.2:1.2]
plot q(x) linetype 1, q(x) - 0.09 linetype 2, 20 * p(x) * q(x)**2 / 9 linetype 3, \
     x < 1 ? 0.9 : 0 linetype 4, focal_pull(x) linetype 5
titles = 'cross-entropy smoothing "10 × mse" hinge focal'
load "book/plots/key.gp"
unset multiplot
