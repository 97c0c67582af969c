# Precision, recall and F1 of each digit while the report's network learns.
classes = "book/results/report_classes.csv"
passes = "iteration"
load "chapters/02-backprop/plots/classes.gp"
