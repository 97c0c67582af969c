#!/bin/sh
# Draw what a program wrote into its --out directory: plot-run.sh DIR
# Makes learning-curves.svg, rate.svg, classes.svg and confusion.svg in it.
set -eu
if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    echo "usage: plot-run.sh DIR, where DIR is the --out directory of a run" >&2
    exit 2
fi
run=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
for table in metrics classes test_confusion; do
    if [ ! -e "$run/$table.csv" ]; then
        echo "plot-run.sh: $run/$table.csv is missing: is $1 the --out directory of a" \
             "finished run?" >&2
        exit 1
    fi
done

cd "$here/../../.."
# draw NAME SETTINGS: NAME.svg in the run's directory, whole or not at all.
draw() {
    part=$run/$1.svg.part
    gnuplot book/plots/style.gp \
        -e "set terminal svg size 540,350 dynamic enhanced font ',16' butt background rgb 'white'" \
        -e "set output '$part'; $2" "$here/$1.gp"
    mv "$part" "$run/$1.svg"
    echo "$1.svg"
}

curves=$(awk -F, 'NR == 2 { print $7 == "" ? "train" : "train val" }' "$run/metrics.csv")
draw learning-curves "metrics = '$run/metrics.csv'; curves = '$curves'"
draw rate "metrics = '$run/metrics.csv'"
draw classes "classes = '$run/classes.csv'"
draw confusion "confusion = '$run/test_confusion.csv'"
