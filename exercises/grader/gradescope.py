#!/usr/bin/env python3
"""Packs an autograder for Gradescope: gradescope.py --chapters "3" [--out FILE.zip]

The layout is the one that Gradescope documents: setup.sh and run_autograder at the top; what they
need is below weights/, which becomes /autograder/source/weights.
"""
import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import packing  # noqa: E402
from asking import Refusal, exercises_of, file_name, required  # noqa: E402
from exercises_lib import ROOT, SOLUTIONS, ExerciseError, slugs  # noqa: E402

SCRIPTS = Path(__file__).with_name("autograder")


def solutions_up_to(number):
    """The exercises' sources without the wrong solutions."""
    folders = [SOLUTIONS / slug for slug in slugs() if int(slug[:2]) <= number]
    return packing.read(path for folder in folders for path in sorted(folder.iterdir())
                        if path.suffix in (".py", ".c", ".h", ".md"))


def contents(words):
    highest = max(e.chapter for e in exercises_of(words))
    project = packing.linked_with(highest) | solutions_up_to(highest)
    project |= packing.python_of("tools") | packing.python_of("grader")
    project |= packing.read([ROOT / "book" / "tools" / "definitions.py", ROOT / "exercises" / "order.txt",
                             ROOT / "exercises" / "grader" / "feedback.css"])
    files = {f"weights/{name}": data for name, data in project.items()}
    for name in ("setup.sh", "run_autograder"):
        script = (SCRIPTS / name).read_text(encoding="utf-8")
        files[name] = script.replace("@CHAPTERS@", " ".join(words)).encode("utf-8")
    return files


def pack(words, out=""):
    """The path of the archive."""
    name = "autograder-" + file_name(words)
    path = Path(out) if out else ROOT / "build" / "gradescope" / f"{name}.zip"
    packing.write_zip(path, contents(words))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", default="", metavar='"3"')
    parser.add_argument("--out", default="", metavar="FILE.zip")
    options = parser.parse_args()
    try:
        path = pack(required(options.chapters, "gradescope"), options.out)
    except (Refusal, ExerciseError) as error:
        print(f"gradescope: {error}", file=sys.stderr)
        return 2
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
