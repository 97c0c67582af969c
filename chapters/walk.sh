#!/bin/sh
# Walk through the chapters: run each one's program, then a line for each with what it reached.
# On DATA when it is set, on the full MNIST when `make data` has fetched it, and on the bundled
# digits otherwise. What the programs write stays in build/walk.
set -eu
cd "$(dirname "$0")/.."

data=${DATA:-}
if [ -z "$data" ] && [ -e datasets/mnist/train-images-idx3-ubyte.gz ]; then
    data=datasets/mnist
fi

# The options that show a chapter's program best in a few seconds.
options() {
    case $1 in
    01-forward) echo '--show 1' ;;
    03-losses) echo '--loss hinge' ;;
    06-cnn) echo '--forms' ;;
    esac
}

# The title in chapter.md: its first heading.
title() {
    sed -n 's/^# \([^{]*\).*/\1/p;/^# /q' "chapters/$1/chapter.md"
}

# Bytes in kB of the smallest weight file that a chapter wrote: pruned or quantized, if it did
# that. Nothing if it learned nothing.
size() {
    find "build/walk/$1" -name '*.safetensors' -exec wc -c {} + | grep -v ' total$' | sort -n |
        awk 'NR == 1 { printf "%.0f kB", $1 / 1000 }'
}

# The chapters in order, but the last one with the smallest network: where it all leads.
chapters() {
    for directory in chapters/[0-9]*/; do
        basename "$directory"
    done | grep -v -x 06-cnn
    echo 06-cnn
}

mkdir -p build/walk
: >build/walk/summary
echo "Digits: ${data:-the 10,000 bundled ones (make data fetches all 70,000)}"
for name in $(chapters); do
    printf '\n--- %s: build/bin/%s %s\n' "$(title "$name")" "$name" "$(options "$name")"
    rm -rf "build/walk/$name"
    start=$(date +%s)
    # shellcheck disable=SC2046 # the options are words
    "build/bin/$name" $(options "$name") ${data:+--data "$data"} --out "build/walk/$name" \
        >build/walk/output
    cat build/walk/output
    accuracy=$(sed -n '$s/^test accuracy \([0-9.]*\) .*/\1/p' build/walk/output)
    printf '%-17s%-30s%8.2f %%%10s%7d s\n' "$name" "$(title "$name")" \
        "$(awk "BEGIN { print 100 * $accuracy }")" "$(size "$name")" \
        "$(($(date +%s) - start))" >>build/walk/summary
done

printf '\n%-17s%-30s%10s%10s%9s\n' chapter adds 'test' weights time
cat build/walk/summary
cat <<'EOF'

Next:
  make book                           read how it works: build/book/index.html
  build/bin/02-backprop --help        other layers, optimizers, rates
  build/bin/06-cnn --summary          the small network, layer by layer
  make data && make run               the same on all of MNIST
  make check                          prove that everything does what the book says
EOF
