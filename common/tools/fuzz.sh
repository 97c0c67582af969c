#!/bin/sh
# Feed a fuzz target for a number of seconds: fuzz.sh TARGET SECONDS
# What it learns stays in build/corpus/ for the next time; an input that breaks the target is
# left in build/fuzz-findings/, and the exit status is not 0.
set -eu
name=$(basename "$1")
mkdir -p "build/corpus/$name" build/fuzz-findings
exec "$1" -max_total_time="$2" -max_len=8192 -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="build/fuzz-findings/$name-" "build/corpus/$name"
