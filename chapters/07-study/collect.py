#!/usr/bin/env python3
"""The tables of a study: what the finished cells in a directory amount to.

    collect.py STUDY        prints a table for each mode, and how many cells are missing
    collect.py STUDY --csv  a row for each mode, model, rate and number of iterations

Files that are not of one study (other images, other numbers of them) are refused.
"""
import argparse
import json
import math
import os
import statistics
import sys

FORMAT = "eight-thousand-weights cell 1"
MODELS = ["classical",
          *(f"quantized-{loss}" for loss in ("one-hot", "mse", "cross-entropy", "focal", "hinge")),
          *(f"pruned-{loss}" for loss in ("one-hot", "mse", "cross-entropy", "focal", "hinge"))]
SETTINGS = [("0.01", 1500), ("0.1", 1500), ("0.1", 500), ("0.5", 500), ("0.5", 100)]
COLUMNS = ["mode", "model", "rate", "iterations", "seeds", "development_mean", "development_sd",
           "average_mean", "average_sd", "test_mean", "test_sd", "bytes"]


class Refused(Exception):
    """Its text is the sentence to show."""


class Cell:
    """One setting of one finished cell."""

    def __init__(self, name, content, setting):
        self.mode, self.model, self.rate, seed = name.split("/")
        self.seed = int(seed.removeprefix("seed-"))
        self.iterations = setting["iterations"]
        self.content, self.setting = content, setting

    def accuracy(self, images):
        """In percent, on "development" or "test" images; None if those were not read."""
        measured = self.setting[images]
        return None if measured is None else 100 * measured["correct"] / measured["images"]

    @property
    def average(self):
        """Of the development accuracies on the way, in percent."""
        return 100 * self.setting["average_accuracy"]


def read(path, name):
    try:
        with open(path, encoding="utf-8") as stream:
            content = json.load(stream)
    except (OSError, UnicodeDecodeError, ValueError) as reason:
        raise Refused(f"{path}: {reason}") from reason
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Refused(f'{path}: is no finished cell: its "format" is not "{FORMAT}"')
    try:
        if content["made_with"]["cell"] != name:
            raise Refused(f"{path}: is of the cell {content['made_with']['cell']}, "
                          f"expected {name}")
        cells = [Cell(name, content, setting) for setting in content["settings"]]
        for cell in cells:
            if not math.isfinite(cell.accuracy("development") + cell.average):
                raise ValueError("an accuracy is no number")
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as reason:
        raise Refused(f"{path}: is no finished cell: {reason!r}") from reason
    return cells


def same_study(cells):
    """The cells have the same numbers of images, and those of one seed the same images."""
    first = {}
    for cell in cells:
        made = cell.content["made_with"]
        for what in ("training_images", "development_images", "percent", "data"):
            place = (what, cell.seed) if what == "data" else what
            known, by = first.setdefault(place, (made.get(what), made["cell"]))
            if made.get(what) != known:
                raise Refused(f"{made['cell']} was made with {what} {made.get(what)}, but {by} "
                              f"with {known}: not one study")


def load(directory):
    """Every setting of every finished cell, checked."""
    if not os.path.isdir(directory):
        raise Refused(f"{directory}: is no directory")
    cells = []
    for folder, _, files in sorted(os.walk(directory)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            name, ending = os.path.splitext(os.path.relpath(path, directory))
            if ending == ".json" and name.count("/") == 3:
                cells += read(path, name)
    same_study(cells)
    return cells


def chosen(cells, **wanted):
    """Those with mode=..., model=... and so on."""
    return [cell for cell in cells
            if all(getattr(cell, name) == value for name, value in wanted.items())]


def mean(values):
    return statistics.mean(values) if values and None not in values else None


def deviation(values):
    return statistics.stdev(values) if len(values) > 1 and None not in values else None


def rows(cells):
    """A row of COLUMNS for each mode, model and setting that there is."""
    for mode in sorted({cell.mode for cell in cells}, reverse=True):
        for model in MODELS:
            for rate, iterations in sorted({(cell.rate, cell.iterations) for cell in cells}):
                here = chosen(cells, mode=mode, model=model, rate=rate, iterations=iterations)
                if not here:
                    continue
                row = [mode, model, rate, iterations, len(here)]
                for values in ([cell.accuracy("development") for cell in here],
                               [cell.average for cell in here],
                               [cell.accuracy("test") for cell in here]):
                    row += [mean(values), deviation(values)]
                yield row + [here[0].setting.get("bytes")]


def table(cells, mode, images):
    """Lines: a model each, a setting a column, mean and standard deviation."""
    settings = sorted({(cell.rate, cell.iterations) for cell in cells})
    yield " " * 24 + "".join(f"{f'{rate}, {count}':>14}" for rate, count in settings)
    for model in MODELS:
        line = f"{model:<24}"
        for rate, iterations in settings:
            values = [cell.accuracy(images) for cell in
                      chosen(cells, mode=mode, model=model, rate=rate, iterations=iterations)]
            text = "-" if mean(values) is None else f"{mean(values):.1f}"
            spread = "" if deviation(values) is None else f" +- {deviation(values):.1f}"
            line += f"{text + spread:>14}"
        yield line


def print_tables(cells):
    for mode in sorted({cell.mode for cell in cells}, reverse=True):
        here = chosen(cells, mode=mode)
        images = "development" if here[0].accuracy("test") is None else "test"
        seeds = sorted({cell.seed for cell in here})
        print(f"{mode}: accuracy on {images} images in percent, {len(seeds)} seeds")
        print("\n".join(table(here, mode, images)))
        per_seed = len({(cell.model, cell.rate, cell.iterations) for cell in here})
        missing = per_seed * len(seeds) - len(here)
        print(f"{len(here)} figures" + (f", {missing} still missing" if missing else "") + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", metavar="STUDY", help="the --out directory of the cells")
    parser.add_argument("--csv", action="store_true", help="comma-separated rows instead")
    options = parser.parse_args()
    try:
        cells = load(options.study)
    except Refused as reason:
        sys.exit(f"collect.py: {reason}")
    if not cells:
        sys.exit(f"collect.py: {options.study}: no finished cell is in it")
    if options.csv:
        print(",".join(COLUMNS))
        for row in rows(cells):
            print(",".join("" if cell is None else f"{cell:.6g}" if isinstance(cell, float)
                           else str(cell) for cell in row))
    else:
        print_tables(cells)


if __name__ == "__main__":
    main()
