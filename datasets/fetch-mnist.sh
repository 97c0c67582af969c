#!/bin/sh
# Fetch the full MNIST: fetch-mnist.sh [DIRECTORY] (default: datasets/mnist).
#
# Each file is downloaded to NAME.gz.part, its uncompressed content is held against its SHA-256,
# and only then does it get its name: a file that has its name is right. A download that breaks
# off is resumed, from the same mirror or the next; a .part that proves wrong is deleted.
#
#   MIRRORS   where to ask, in this order
#   PATIENCE  seconds to wait for a connection, or for data, before the next mirror is asked
#   SUMS      the files to fetch, in the form of sha256sum, of their uncompressed content
set -u

here=$(cd "$(dirname "$0")" && pwd)
directory=${1:-$here/mnist}
sums=${SUMS:-$here/mnist.sha256}
patience=${PATIENCE:-20}
mirrors=${MIRRORS:-https://ossci-datasets.s3.amazonaws.com/mnist
    https://storage.googleapis.com/cvdf-datasets/mnist
    https://raw.githubusercontent.com/fgnt/mnist/master
    http://yann.lecun.com/exdb/mnist}

# curl's exit status when the server cannot send the rest of a file, and when it fell silent.
no_ranges=33
timed_out=28
# Mirrors that did not answer: they are not asked again.
silent=

say() {
    printf '%s\n' "$*" >&2
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# is_right FILE SUM: FILE is there and its content, unpacked if it is gzip, has that SHA-256.
is_right() {
    [ -f "$1" ] || return 1
    case $1 in
        *.gz | *.part)
            gzip -t <"$1" 2>/dev/null && [ "$(gzip -dc <"$1" | sha256)" = "$2" ] ;;
        *)
            [ "$(sha256 <"$1")" = "$2" ] ;;
    esac
}

size_of() {
    if [ -f "$1" ]; then wc -c <"$1"; else echo 0; fi
}

# download URL PART: one attempt, which goes on where PART ends. Prints the HTTP status.
download() {
    curl --fail --location --silent --show-error --continue-at - --output "$2" \
        --connect-timeout "$patience" --speed-time "$patience" --speed-limit 1000 \
        --write-out '%{http_code}' "$1"
}

# from_mirror URL PART SUM: leaves PART right and succeeds, or fails. Tries again as long as an
# attempt brought the file further, or the half file of another mirror turned out not to fit.
from_mirror() {
    for attempt in 1 2 3 4 5; do
        before=$(size_of "$2")
        http=$(download "$1" "$2")
        status=$?
        if [ $status -eq 0 ]; then
            is_right "$2" "$3" && return 0
            say "$1: downloaded, but its content is not MNIST's; deleted"
        elif [ "$http" = 000 ] || [ $status -eq $timed_out ]; then
            silent="$silent ${1%/*}"
            return 1
        elif [ $status -ne $no_ranges ] && [ "$http" != 416 ]; then
            [ "$(size_of "$2")" -gt "$before" ] || return 1
            say "broke off after $(size_of "$2") bytes; trying to go on from there ($attempt)"
            continue
        fi
        rm -f "$2"
        [ "$before" -gt 0 ] || return 1
    done
    return 1
}

# fetch NAME SUM: the file is there and right afterwards, or it fails.
fetch() {
    file=$directory/$1.gz
    if is_right "$directory/$1" "$2" || is_right "$file" "$2"; then
        say "$1: there, and right"
        return 0
    fi
    if [ -f "$directory/$1" ]; then
        say "$directory/$1: its SHA-256 is not that of MNIST; remove it and try again"
        return 1
    fi
    if is_right "$file.part" "$2"; then
        mv -f "$file.part" "$file" && return 0
    fi
    for mirror in $asked; do
        case " $silent " in
            *" $mirror "*) continue ;;
        esac
        say "$1: from $mirror"
        if from_mirror "$mirror/$1.gz" "$file.part" "$2"; then
            mv -f "$file.part" "$file" && return 0
        fi
    done
    return 1
}

by_hand() {
    say ""
    say "Not all of MNIST could be fetched. By hand: get these files, on any machine,"
    for name in $missing; do
        say "    $name.gz"
    done
    say "from one of"
    for mirror in $mirrors; do
        say "    $mirror/"
    done
    say "and put them into"
    say "    $directory/"
    say "Then run this again, to have them checked. Without them, the bundled digits are used."
}

missing=
asked=$mirrors
mkdir -p "$directory" || exit 1
if ! command -v curl >/dev/null; then
    say "curl, which downloads files, is not installed."
    asked=
fi
while read -r sum name; do
    fetch "$name" "$sum" </dev/null || missing="$missing $name"
done <"$sums"
if [ -n "$missing" ]; then
    by_hand
    exit 1
fi
say "The full MNIST is in $directory."
