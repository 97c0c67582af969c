#!/usr/bin/env python3
"""Packs exercises for students: handout.py --chapters "3 4" [--out FILE.tar.gz]

The archive has the starters with their tasks, hints and public tests, `make try` and what that
needs. It has no solution and no hidden test: of the chapters asked for, the functions that
exercises ask for are stubs in the chapters' files, too.
"""
import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import packing  # noqa: E402
import pieces  # noqa: E402
from asking import Refusal, exercises_of, file_name, required  # noqa: E402
from exercises_lib import EXERCISES, ROOT, ExerciseError  # noqa: E402
from starters import generate  # noqa: E402

# Modules that make exercises, or look into solutions/.
TEACHERS = ("pieces.py", "rehearse.py", "starters.py")
STUDENTS = Path(__file__).with_name("handout")
STUB = "    /* An exercise: see exercises/{}. */"


def stubbed(source, exercises):
    """The text of SOURCE without what EXERCISES ask for."""
    path = ROOT / source
    stubs = {name: pieces.stub(path, name, statement, STUB.format(e.slug)) for e in exercises
             for name, statement in e.functions.items()}
    return pieces.replaced(path, stubs)


def library_without(exercises):
    """The chapters' files, those that EXERCISES ask for with stubs."""
    files = packing.library(max(e.chapter for e in exercises))
    for source in {e.source for e in exercises if not e.is_extension}:
        files[source] = stubbed(source, [e for e in exercises if e.source == source]).encode("utf-8")
    return files


def student_files(exercise):
    """exercises/NN-slug/: also what stands in solutions/ where that is."""
    texts = {name: text.encode("utf-8") for name, text in generate(exercise).items()}
    texts |= {name: (exercise.folder / name).read_bytes() for name in ("driver.c", "hints.md")}
    return {f"exercises/{exercise.slug}/{name}": data for name, data in texts.items()}


def contents(exercises):
    files = library_without(exercises) | packing.python_of("tools", TEACHERS)
    for exercise in exercises:
        files |= student_files(exercise)
    files["Makefile"] = (STUDENTS / "Makefile").read_bytes()
    files["README.md"] = readme(exercises).encode("utf-8")
    return files


def readme(exercises):
    rows = [f"| [{e.slug}](exercises/{e.slug}/task.md) | {e.title} | {e.points} | {e.minutes} |" for e in exercises]
    table = ["| exercise | | points | minutes |", "|---|---|---:|---:|", *rows]
    return (STUDENTS / "README.md").read_text(encoding="utf-8").replace("EXERCISES", "\n".join(table))


def pack(words, out=""):
    """(path of the archive, its exercises)"""
    exercises = exercises_of(words)
    name = "exercises-" + file_name(words)
    path = Path(out) if out else ROOT / "build" / "handout" / f"{name}.tar.gz"
    packing.write_tar(path, name, contents(exercises))
    return path, exercises


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", default="", metavar='"3 4"')
    parser.add_argument("--out", default="", metavar="FILE.tar.gz")
    options = parser.parse_args()
    try:
        path, exercises = pack(required(options.chapters, "handout"), options.out)
    except (Refusal, ExerciseError) as error:
        print(f"handout: {error}", file=sys.stderr)
        return 2
    print(f"{len(exercises)} exercises, {sum(e.points for e in exercises)} points: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
