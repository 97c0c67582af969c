#!/usr/bin/env python3
"""Typesets PARTS/book.tex with LuaLaTeX until its contents and its index stand still.

    typeset.py PARTS PICTURES OUTPUT.pdf

Pictures are looked for in PICTURES. What LaTeX complains about and what would be missing from
the pages (a character that no font has, a picture, a place that is referred to) is an error, and so
is a line that runs out of the page.
"""
import os
import re
import shutil
import subprocess
import sys

RUNS = 4  # at most; the first is a draft, for page numbers
TOO_WIDE = 3  # points that a line may stick out
WRONG = [r"^! .*", r"^Missing character: .*", r"^LaTeX Warning: (?:Reference|Citation) .*",
         r"^.*name\{.*\} has been referenced but does not exist.*"]


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def lualatex(parts, pictures, draft):
    """One run; a draft writes all but the PDF."""
    environment = dict(os.environ, TEXINPUTS=f".:{pictures}:", max_print_line="1000")
    command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", *["-draftmode"] * draft, "book.tex"]
    try:
        run = subprocess.run(command, cwd=parts, env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace")
    except FileNotFoundError:
        sys.exit("typeset.py: lualatex is not installed (packages texlive-luatex and "
                 "texlive-latex-recommended)")
    if run.returncode != 0:
        lines = [line for line in run.stdout.splitlines() if line.strip()]
        at = next((i for i, line in enumerate(lines) if line.startswith("!")), -12)
        sys.exit("lualatex stopped:\n" + "\n".join(lines[at:][:12]))


def index(parts):
    run = subprocess.run(["makeindex", "-q", "book.idx"], cwd=parts, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
    if run.returncode != 0:
        sys.exit(f"makeindex stopped:\n{run.stdout}")


def state(parts):
    """What the next run would read, but for the number of the last page, which is written nowhere."""
    read_next = [read(os.path.join(parts, name)) for name in ("book.aux", "book.toc", "book.ind")]
    return [re.sub(r"@abspage@last\{\d+\}", "", text) for text in read_next]


def sticking_out(log):
    """The lines that are wider than the page."""
    for width, text in re.findall(r"^Overfull \\hbox \(([\d.]+)pt too wide\).*\n(.*)", log, re.M):
        if float(width) > TOO_WIDE:
            yield f"A line is {width} points too wide: " + re.sub(r"\[\]|\\\S+", "", text).strip()[:160]


def begin_index(parts):
    """An empty one, so that the contents know its page from the first run on."""
    path = os.path.join(parts, "book.ind")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("\\begin{theindex}\n\\item ~\n\\end{theindex}\n")


def typeset(parts, pictures):
    """Runs it until a run leaves what it has read."""
    begin_index(parts)
    before = None
    for run in range(RUNS):
        lualatex(parts, pictures, draft=run == 0)
        index(parts)
        now = state(parts)
        if now == before:
            return
        before = now


def main(parts, pictures, output):
    typeset(parts, pictures)
    log = read(os.path.join(parts, "book.log"))
    wrong = [line for pattern in WRONG for line in re.findall(pattern, log, re.M)]
    wrong += sticking_out(log)
    if wrong:
        sys.exit("\n".join(sorted(set(wrong))[:20]))
    shutil.copyfile(os.path.join(parts, "book.pdf"), output + ".new")
    os.replace(output + ".new", output)


if __name__ == "__main__":
    main(*sys.argv[1:])
