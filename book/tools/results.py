#!/usr/bin/env python3
"""Measured figures, by key, from book/results/*.json.

    results.py DIRECTORY  >  results.tsv

A key is the file's name without .json, then the path to the value inside it, with dots in
between: `02.floor.accuracy_mean`, `02.runs.0.seconds`. Each line of the output, separated by
tabs: key, value, and a sentence that says where the figure comes from.
"""
import glob
import json
import os
import re
import sys

REQUIRED = ("command", "machine", "seeds")
ABOUT = REQUIRED + ("date",)


class ResultError(Exception):
    """Its text is the sentence to show."""


def read_file(path):
    try:
        with open(path, encoding="utf-8") as stream:
            content = json.load(stream)
    except (OSError, ValueError) as reason:
        raise ResultError(f"{path}: cannot be read as JSON: {reason}") from None
    if not isinstance(content, dict):
        raise ResultError(f"{path}: expected an object at the top, found something else")
    for name in REQUIRED:
        if name not in content:
            raise ResultError(f'{path}: "{name}" is missing; every results file says its '
                              '"command", "machine" and "seeds"')
    return content


def source_of(path, content):
    """Where a figure comes from and how to get it anew, for the reader's eyes."""
    seeds = content["seeds"]
    seeds = ", ".join(str(s) for s in seeds) if isinstance(seeds, list) else str(seeds)
    date = f", {content['date']}" if "date" in content else ""
    text = (f"Measured by `{content['command']}` (seeds: {seeds or 'none'}; "
            f"{content['machine']}{date}); kept in {os.path.basename(path)}; "
            f"`make results` measures it anew.")
    return " ".join(text.split())


def flatten(path, prefix, value):
    """(key, value) of every number, string and truth value below `value`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not name or "." in name or re.search(r"\s", name):
                raise ResultError(f'{path}: the name "{name}" has a dot or a blank in it, '
                                  "so that no key could lead to its value")
            yield from flatten(path, f"{prefix}.{name}", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flatten(path, f"{prefix}.{index}", inner)
    elif value is not None:
        yield prefix, value


def load(directory):
    """{key: (value, source)} of all results files of a directory."""
    results = {}
    for path in sorted(glob.glob(os.path.join(directory, "*.json"))):
        content = read_file(path)
        stem = os.path.basename(path)[:-len(".json")]
        if "." in stem:
            raise ResultError(f"{path}: a results file has no other dot in its name")
        source = source_of(path, content)
        figures = {k: v for k, v in content.items() if k not in ABOUT}
        for key, value in flatten(path, stem, figures):
            results[key] = (value, source)
    return results


def write_number(value, form="%s", scale=1):
    """printf, with one addition: `%,d` and `%,.1f` group thousands. The same as in numbers.lua."""
    if isinstance(value, str):
        return form % value
    value = value * scale
    if re.search(r"%[\d.]*[di]", form.replace(",", "")):
        value = round(value)
    text = form.replace("%,", "%", 1) % value
    if "%," in form:
        text = re.sub(r"\d+", lambda digits: f"{int(digits[0]):,}", text, count=1)
    return text


def lines(directory):
    for key, (value, source) in load(directory).items():
        text = json.dumps(value) if isinstance(value, bool) else str(value)
        yield "\t".join([key, " ".join(text.split()), source])


def main(directory):
    try:
        for line in lines(directory):
            print(line)
    except ResultError as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main(sys.argv[1])
