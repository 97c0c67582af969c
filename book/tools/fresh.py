#!/usr/bin/env python3
"""Checks that nothing in the book is older than what it was made from.

    fresh.py RESULTS RESULTS.tsv FIGURES
    fresh.py --keep RESULTS FILE...

make compares times, which a copied or checked-out file can deceive; this compares contents.
FIGURES holds a file NAME.made for each figure, RESULTS.tsv what results.py printed for the
pages. Tables and pictures that an experiment wrote must be as it wrote them (kept.tsv).

--keep notes files as they are now: for results that came in without their line of kept.tsv. The
experiment is the one that the file's old line names, or that wrote the .json of the same name.
"""
import glob
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "common", "tools")]
import experiment  # noqa: E402
import figure  # noqa: E402
import results  # noqa: E402


def check_figure(made):
    name = os.path.relpath(made, os.path.dirname(os.path.dirname(made)))[:-len(".made")]
    with open(made, encoding="utf-8") as stream:
        inputs = [line.rstrip("\n").split("\t") for line in stream]
    for digest, path in inputs:
        if not os.path.exists(path) or figure.digest(path) != digest:
            yield f"The figure {name} is older than {path}: `touch {inputs[0][1]}` draws it anew."


def check_kept(directory):
    """Tables and pictures against kept.tsv."""
    path = os.path.join(directory, "kept.tsv")
    kept = experiment.read_kept(path)
    there = [file for pattern in (f"{directory}/*.csv", f"{directory}/*.safetensors",
                                  "chapters/*/figures/*.png") for file in glob.glob(pattern)]
    for file in sorted(set(there) - set(kept)):
        yield f"{file}: {path} does not say which experiment wrote it."
    for file, row in kept.items():
        if not os.path.exists(file):
            yield f"{file} is missing: `{row['command']}` writes it."
        elif figure.digest(file) != row["sha256"]:
            yield (f"{file} is not what `{row['command']}` wrote: run that again, or bring "
                   f"{path} and the file from the same run.")


def keep(directory, files):
    path = os.path.join(directory, "kept.tsv")
    kept = experiment.read_kept(path)
    by_name = {os.path.splitext(os.path.basename(p))[0]: results.read_file(p)
               for p in glob.glob(os.path.join(directory, "*.json"))}
    by_command = {about["command"]: about for about in by_name.values()}
    for file in files:
        name = os.path.splitext(os.path.basename(file))[0]
        about = by_command.get(kept[file]["command"]) if file in kept else by_name.get(name)
        if about is None:
            sys.exit(f"{file}: no .json in {directory} says which experiment wrote it.")
        kept[file] = {"file": file, "command": about["command"], "machine": about["machine"],
                      "date": about.get("date", ""), "sha256": figure.digest(file),
                      "seeds": " ".join(map(str, about["seeds"]))}
    experiment.write_kept(path, kept)


def check_numbers(directory, printed):
    with open(printed, encoding="utf-8") as stream:
        if stream.read() != "".join(f"{line}\n" for line in results.lines(directory)):
            yield (f"The pages' figures are older than {directory}: "
                   f"`touch {directory}/*.json` binds them anew.")


def main(directory, printed, figures):
    wrong = [*check_kept(directory), *check_numbers(directory, printed)]
    for made in sorted(glob.glob(os.path.join(figures, "*", "*.made"))):
        wrong += check_figure(made)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    try:
        if sys.argv[1:2] == ["--keep"]:
            keep(sys.argv[2], sys.argv[3:])
        else:
            main(*sys.argv[1:])
    except results.ResultError as reason:
        sys.exit(str(reason))
