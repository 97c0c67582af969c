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
    esac
}

# The title in chapter.md: its first heading.
title() {
    sed -n 's/^# \([^{]*\).*/\1/p;/^# /q' "chapters/$1/chapter.md"
}

# Bytes of the weight file that a chapter wrote, in kB; nothing if it learned nothing.
size() {
    file=build/walk/$1/model.safetensors
    if [ -e "$file" ]; then
        awk "BEGIN { printf \"%.0f kB\", $(wc -c <"$file") / 1000 }"
    fi
}

mkdir -p build/walk
: >build/walk/summary
echo "Digits: ${data:-the 10,000 bundled ones (make data fetches all 70,000)}"
for directory in chapters/[0-9]*/; do
    name=$(basename "$directory")
    printf '\n--- %s: build/bin/%s %s\n' "$(title "$name")" "$name" "$(options "$name")"
    start=$(date +%s)
    # shellcheck disable=SC2046 # the options are words
    "build/bin/$name" $(options "$name") ${data:+--data "$data"} --out "build/walk/$name" \
        >build/walk/output
    cat build/walk/output
    accuracy=$(sed -n '$s/^test accuracy \([0-9.]*\) .*/\1/p' build/walk/output)
    printf '%-14s%-30s%8.2f %%%10s%7d s\n' "$name" "$(title "$name")" \
        "$(awk "BEGIN { print 100 * $accuracy }")" "$(size "$name")" \
        "$(($(date +%s) - start))" >>build/walk/summary
done

printf '\n%-14s%-30s%10s%10s%9s\n' chapter adds 'test' weights time
cat build/walk/summary
cat <<'EOF'

Next:
  make book                           read how it works: build/book/index.html
  build/bin/02-backprop --help        other layers, optimizers, rates
  make data && make run               the same on all of MNIST
  make check                          prove that everything does what the book says
EOF
