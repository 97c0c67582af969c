#!/bin/sh
# Install what a job of this project needs and this machine lacks:
# setup.sh run|check|book|pdf|bench|try|exercises|grade
#
# What is missing is found by looking for the thing itself (a command, a header, a module), not
# by asking the package manager. On Debian and Ubuntu, as root or where sudo asks no password,
# it is installed; everywhere else the command to type is printed. Silent when all is there.
# SETUP_DRY_RUN=1 prints the command and changes nothing.
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
compiler=${CC:-cc}
book=$(dirname "$0")/../../book

# ---- what there is -------------------------------------------------------------------------

has_command() {
    command -v "$1" >/dev/null 2>&1
}

preprocesses() {
    preprocessor=$1
    shift
    printf '#include <%s>\n' "$@" |
        "$preprocessor" -I/opt/homebrew/include -I/usr/local/include -E -x c - >/dev/null 2>&1
}

has_header() {
    preprocesses "$compiler" "$1"
}

# Some Python has all these modules (find-python's choice is what the checks run with).
has_modules() {
    "$(dirname "$0")/find-python" "$@" >/dev/null 2>&1
}

has_browser() {
    has_command chromium-headless-shell || has_command chromium || has_command chromium-browser ||
        has_command google-chrome || has_command google-chrome-stable
}

has_epubcheck() {
    [ -e /usr/share/java/epubcheck.jar ] || has_command epubcheck
}

# The packages of the browser tests, in book/node_modules.
has_node_packages() {
    [ -d "$book/node_modules/playwright-core" ] && [ -d "$book/node_modules/axe-core" ]
}

gcc_has_sanitizers() {
    [ -e "$("$compiler" -print-file-name=libasan.so)" ] &&
        [ -e "$("$compiler" -print-file-name=libubsan.so)" ]
}

clang_has_fuzzer() {
    for library in "$(clang --print-runtime-dir 2>/dev/null)"/libclang_rt.fuzzer*; do
        [ -e "$library" ] && return 0
    done
    return 1
}

clang_has_openmp() {
    echo 'int main(void) { return 0; }' | clang -fopenmp -x c -o /dev/null - >/dev/null 2>&1
}

clang_has_wasm() {
    clang --target=wasm32-wasi -mexec-model=reactor -include math.h -x c /dev/null -o /dev/null 2>/dev/null
}

has_threaded_blas() {
    for library in /usr/lib/*/openblas-pthread/libblas.so.3 /usr/lib64/libopenblasp.so*; do
        [ -e "$library" ] && return 0
    done
    return 1
}

has_british_english() {
    aspell dump dicts 2>/dev/null | grep -q -x en_GB-ize
}

# A file that TeX finds.
has_tex() {
    [ -n "$(kpsewhich "$1" 2>/dev/null)" ]
}

has_font() {
    has_command fc-list && [ -n "$(fc-list "$1")" ]
}

on() {
    [ "$(uname)" = "$1" ]
}

# ---- what is wanted ------------------------------------------------------------------------

# Packages that are missing, by package manager: `need`ed, and those that a check can do without.
apt='' dnf='' brew='' apt_extra='' dnf_extra='' brew_extra=''

# need APT DNF BREW TEST...: unless TEST holds, these packages are missing (a dash: none).
need() {
    packages="$1 $2 $3"
    shift 3
    "$@" && return
    # shellcheck disable=SC2086 # three words
    set -- $packages
    apt="$apt ${1#-}" dnf="$dnf ${2#-}" brew="$brew ${3#-}"
}

# Like need; what cannot be installed is done without, and the checks that need it are skipped.
like() {
    packages="$1 $2 $3"
    shift 3
    "$@" && return
    # shellcheck disable=SC2086 # three words
    set -- $packages
    apt_extra="$apt_extra ${1#-}" dnf_extra="$dnf_extra ${2#-}" brew_extra="$brew_extra ${3#-}"
}

want_run() {
    if on Darwin; then
        need - - libomp preprocesses "$compiler" /opt/homebrew/opt/libomp/include/omp.h
    fi
    need gcc            gcc           gcc      has_command "$compiler"
    need make           make          make     has_command make
    preprocesses "$compiler" stdlib.h zlib.h popt.h jansson.h png.h && return
    need libc6-dev      glibc-devel   -        has_header stdlib.h
    need zlib1g-dev     zlib-devel    zlib     has_header zlib.h
    need libpopt-dev    popt-devel    popt     has_header popt.h
    need libjansson-dev jansson-devel jansson  has_header jansson.h
    need libpng-dev     libpng-devel  libpng   has_header png.h
}

want_book() {
    need python3         python3       python3         has_command python3
    need pandoc          pandoc        pandoc          has_command pandoc
    need universal-ctags ctags         universal-ctags has_command ctags
    need gnuplot-nox     gnuplot       gnuplot         has_command gnuplot
    # Figures that move; without these, those that run the book's C stand still.
    like clang                    clang llvm has_command clang
    like lld                      lld lld clang_has_wasm
    like libclang-rt-dev-wasm32   - - clang_has_wasm
    like wasi-libc                wasi-libc-devel wasi-libc clang_has_wasm
}

want_pdf() {
    want_book
    need texlive-luatex            texlive-luatex        texlive    has_command lualatex
    need texlive-latex-recommended texlive-collection-latexrecommended texlive has_tex microtype.sty
    need fonts-texgyre             texlive-tex-gyre      texlive    has_tex texgyrepagella-regular.otf
    need fonts-texgyre-math        texlive-tex-gyre-math texlive    has_tex texgyrepagella-math.otf
    need fonts-dejavu-core         dejavu-sans-mono-fonts font-dejavu has_font "DejaVu Sans Mono"
    need librsvg2-bin              librsvg2-tools        librsvg    has_command rsvg-convert
    like poppler-utils             poppler-utils         poppler    has_command pdffonts
}

want_try() {
    want_run
    need python3         python3       python3         has_command python3
    if on Linux; then
        like valgrind    valgrind      -               has_command valgrind
    fi
}

want_exercises() {
    want_try
    need universal-ctags ctags         universal-ctags has_command ctags
}

want_grade() {
    want_exercises
    if on Linux; then
        need valgrind    valgrind      -               has_command valgrind
        like bubblewrap  bubblewrap    -               has_command bwrap
    fi
}

want_check() {
    want_run
    want_book
    need libcriterion-dev     criterion-devel      criterion    has_header criterion/criterion.h
    need python3-pytest       python3-pytest       pytest       has_modules pytest
    need curl                 curl                 curl         has_command curl
    like python3-pytest-xdist python3-pytest-xdist -            has_modules pytest xdist
    like clang                clang                llvm         has_command clang
    like clang-format         clang-tools-extra    clang-format has_command clang-format
    like clang-tidy           clang-tools-extra    llvm         has_command clang-tidy
    like cppcheck             cppcheck             cppcheck     has_command cppcheck
    like aspell               aspell               aspell       has_command aspell
    like aspell-en            aspell-en            aspell       has_british_english
    like parallel             parallel             parallel     has_command parallel
    like shellcheck           ShellCheck           shellcheck   has_command shellcheck
    like epubcheck            -                    epubcheck    has_epubcheck
    like chromium-headless-shell chromium          -            has_browser
    like nodejs               nodejs               node         has_command node
    has_node_packages ||
        like npm              nodejs-npm           node         has_command npm
    if on Linux; then
        like valgrind         valgrind             -            has_command valgrind
        like bubblewrap       bubblewrap           -            has_command bwrap
        like -                libasan              -            gcc_has_sanitizers
        like libclang-rt-dev  compiler-rt          -            clang_has_fuzzer
        like libomp-dev       libomp-devel         -            clang_has_openmp
    fi
}

want_bench() {
    want_run
    need python3-numpy python3-numpy numpy   has_modules numpy
    need python3-torch python3-torch pytorch has_modules numpy torch
    if on Linux; then
        need libopenblas0-pthread openblas-threads - has_threaded_blas
    fi
}

# ---- getting it ----------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    has_command apt-get && [ -z "${SETUP_DRY_RUN:-}" ] &&
        { [ "$(id -u)" = 0 ] || { has_command sudo && sudo -n true 2>/dev/null; }; }
}

# Quiet unless it fails; then everything apt-get said is shown.
apt_get() {
    if ! said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" 2>&1 </dev/null); then
        printf '%s\n' "$said" >&2
        return 1
    fi
}

install_with_apt() {
    echo "setup: installing what '$job' needs:$(echo "$apt $apt_extra" | tr -s ' ')"
    apt_get update || echo "setup: apt-get update failed; trying with the lists that are here" >&2
    # shellcheck disable=SC2086 # a list of packages
    [ -z "${apt# }" ] || apt_get install -y --no-install-recommends $apt || exit 1
    for package in $apt_extra; do
        apt_get install -y --no-install-recommends "$package" ||
            echo "setup: going on without $package; what needs it is left out" >&2
    done
}

# The form for this machine's package manager first, then the others.
print_commands() {
    set -- "Debian, Ubuntu|sudo apt-get install --no-install-recommends $apt $apt_extra" \
        "Fedora|sudo dnf install $dnf $dnf_extra" "Homebrew|brew install $brew $brew_extra"
    if ! has_command apt-get && has_command dnf; then
        set -- "$2" "$1" "$3"
    elif ! has_command apt-get && has_command brew; then
        set -- "$3" "$1" "$2"
    fi
    for form in "$@"; do
        # Packages that hold several of the things wanted are named once.
        words=$(echo "${form#*|}" | tr -s ' ' '\n' | awk '!seen[$0]++' | tr '\n' ' ')
        printf '    %-15s %s\n' "${form%%|*}:" "${words% }"
    done
}

# Into book/ alone, as package-lock.json has them. Without a network the browser tests are skipped.
install_node_packages() {
    has_node_packages || ! has_command npm && return
    if [ -n "${SETUP_DRY_RUN:-}" ]; then
        echo "    npm ci --prefix book"
    else
        echo "setup: installing the packages of the browser tests into book/node_modules"
        (cd "$book" && npm ci --silent --no-audit --no-fund) </dev/null >&2 ||
            echo "setup: going on without them; the browser tests are skipped" >&2
    fi
}

job=${1:-}
case $job in
    run | check | book | pdf | bench | try | exercises | grade) "want_$job" ;;
    *) echo "usage: setup.sh run|check|book|pdf|bench|try|exercises|grade" >&2; exit 2 ;;
esac

required=$(echo "$apt$dnf$brew" | tr -d ' ')
optional=$(echo "$apt_extra$dnf_extra$brew_extra" | tr -d ' ')
if [ -n "$required$optional" ]; then
    if may_install; then
        install_with_apt
    elif [ -n "$required" ]; then
        echo "setup: '$job' needs programs or libraries that are not installed. Type:" >&2
        print_commands >&2
        exit 1
    else
        echo "setup: '$job' leaves something out; to have it all, type:"
        print_commands
    fi
fi
[ "$job" != check ] || install_node_packages
