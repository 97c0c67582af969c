#!/bin/sh
# Walk through the chapters: run each one's program, on DATA when it is set, on the full MNIST
# when `make data` has fetched it, and on the bundled digits otherwise.
set -eu
cd "$(dirname "$0")/.."

data=${DATA:-}
if [ -z "$data" ] && [ -e datasets/mnist/train-images-idx3-ubyte.gz ]; then
    data=datasets/mnist
fi
for chapter in chapters/[0-9]*/; do
    name=$(basename "$chapter")
    echo "== $name"
    "build/bin/$name" ${data:+--data "$data"}
done
