#!/usr/bin/env python3
"""Puts what a figure that moves needs into its script, so that it works from the file system.

    bundle.py NAME.js OUTPUT.js NAME.made [CODE.wasm]

In NAME.js, a line `// needs: a.csv b.json c.safetensors digits` names files of book/results;
`digits` is one bundled test image of each digit. The script finds them as room.data["a.csv"]:
a table as {column: numbers}, JSON as it is, everything else as bytes in base64; CODE.wasm as
room.data.code. NAME.made gets what fresh.py asks for: the sums of what went in.
"""
import base64
import csv
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "common", "tools"), os.path.join(HERE, "..", "tools")]
import figure  # noqa: E402
import idx  # noqa: E402

RESULTS = os.path.join("book", "results")
DIGITS = os.path.join("datasets", "digits-10k")


def encoded(content):
    return base64.b64encode(content).decode("ascii")


def digits():
    """784 bytes each, the first of every class."""
    (_, height, width), pixels = idx.test_images(DIGITS)
    _, labels = idx.test_labels(DIGITS)
    size = height * width
    first = [labels.index(digit) for digit in range(10)]
    return encoded(b"".join(pixels[i * size:(i + 1) * size] for i in first))


def number(path, cell):
    try:
        return float(cell)
    except ValueError:
        sys.exit(f'{path}: "{cell}" is not a number')


def table(path):
    with open(path, encoding="ascii", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: [number(path, row[name]) if row[name] else None for row in rows]
            for name in rows[0]}


def read(name):
    if name == "digits":
        return digits()
    path = os.path.join(RESULTS, name)
    if name.endswith(".csv"):
        return table(path)
    if name.endswith(".json"):
        with open(path, encoding="utf-8") as stream:
            return json.load(stream)
    with open(path, "rb") as stream:
        return encoded(stream.read())


def needs(source):
    line = re.search(r"^// needs: (.*)$", source, re.MULTILINE)
    return line[1].split() if line else []


def main(script, output, made, code=None):
    with open(script, encoding="utf-8") as stream:
        source = stream.read()
    try:
        data = {name: read(name) for name in needs(source)}
    except (OSError, ValueError) as reason:
        sys.exit(f"{script}: {reason}")
    if code is not None:
        with open(code, "rb") as stream:
            data["code"] = encoded(stream.read())
    name = os.path.basename(script).removesuffix(".js")
    with open(output + ".part", "w", encoding="utf-8") as stream:
        stream.write(f"play.data[{json.dumps(name)}] = "
                     f"{json.dumps(data, separators=(',', ':'))};\n{source}")
    os.replace(output + ".part", output)
    inputs = [script, *(os.path.join(RESULTS, name) for name in data if "." in name)]
    with open(made, "w", encoding="utf-8") as stream:
        stream.writelines(f"{figure.digest(path)}\t{path}\n" for path in inputs)


if __name__ == "__main__":
    main(*sys.argv[1:])
