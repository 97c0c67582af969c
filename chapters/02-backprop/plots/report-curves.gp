# Loss and accuracy of the report's network, rate 0.1, over its 1,500 iterations.
metrics = "book/results/report_curves.csv"
passes = "iteration"
load "chapters/02-backprop/plots/learning-curves.gp"
