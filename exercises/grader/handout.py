#!/usr/bin/env python3
"""Packs exercises for students: handout.py --chapters "3 4" [--out FILE.tar.gz]

The archive has the starters with their tasks, hints and public tests, `make try` and what that
needs. It has no solution and no hidden test: of the chapters asked for, the functions that
exercises ask for are stubs in the chapters' files, too.
"""
import argparse
import json
import re
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import packing  # noqa: E402
import pieces  # noqa: E402
import public  # noqa: E402
from asking import Refusal, exercises_of, file_name, required  # noqa: E402
from building_on import builds_on, carriers  # noqa: E402
from exercises_lib import EXERCISES, ROOT, ExerciseError  # noqa: E402
from starters import generate  # noqa: E402

# Modules that make exercises, or look into solutions/.
TEACHERS = ("pieces.py", "rehearse.py", "starters.py")
STUDENTS = Path(__file__).with_name("handout")
STUB = "    /* An exercise: see exercises/{}. */"


def stubbed(source, exercises, foundations):
    """The text of SOURCE without what EXERCISES ask for. What others build on is weak: see
    building_on.py."""
    path = ROOT / source
    new = {name: pieces.stub(path, name, statement, STUB.format(e.slug)) for e in exercises
           for name, statement in e.functions.items()}
    for name in {name for e in exercises if e.slug in foundations for name in carriers(e)}:
        d = pieces.one(path, name)
        code = new.get(name) or path.read_text(encoding="utf-8").splitlines()[d.code - 1:d.last]
        new[name] = ["__attribute__((weak)) " + code[0], *code[1:]]
    return pieces.replaced(path, new)


def library_without(exercises):
    """The chapters' files, those that EXERCISES ask for with stubs."""
    files = packing.linked_with(max(e.chapter for e in exercises))
    foundations = {slug for e in exercises for slug in e.builds_on}
    for source in {e.source for e in exercises if not e.is_extension}:
        files[source] = stubbed(source, [e for e in exercises if e.source == source],
                                foundations).encode("utf-8")
    return files


def squeezed(text):
    """Code without comments and blanks."""
    return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S))


def body(source, name):
    """What stands between the braces of a function, squeezed."""
    text = squeezed("\n".join(pieces.text_of(ROOT / source, name)))
    return text[text.index("{") + 1:text.rindex("}")]


def hints(exercise):
    """hints.md without a hint that is the whole answer."""
    text = (exercise.folder / "hints.md").read_text(encoding="utf-8")
    answers = [body(exercise.source, name) for name in exercise.functions]
    parts = re.split(r"^(?=## )", text, flags=re.M)
    return "".join(part for part in parts if not any(answer in squeezed(part) for answer in answers))


def student_files(exercise):
    """exercises/NN-slug/: also what stands in solutions/ where that is."""
    texts = {name: text.encode("utf-8") for name, text in generate(exercise).items()}
    if exercise.builds_on:
        told = json.loads(texts["public.json"]) | {"builds_on": exercise.builds_on}
        texts["public.json"] = public.write(told).encode("utf-8")
    texts["driver.c"] = (exercise.folder / "driver.c").read_bytes()
    texts["hints.md"] = hints(exercise).encode("utf-8")
    return {f"exercises/{exercise.slug}/{name}": data for name, data in texts.items()}


def contents(exercises):
    for exercise in exercises:
        exercise.builds_on = builds_on(exercise, exercises)
    files = library_without(exercises) | packing.python_of("tools", TEACHERS)
    for exercise in exercises:
        files |= student_files(exercise)
    files["exercises/order.txt"] = "".join(f"{e.slug}\n" for e in exercises).encode("ascii")
    files["Makefile"] = (STUDENTS / "Makefile").read_bytes()
    files["README.md"] = readme(exercises).encode("utf-8")
    return files


def readme(exercises):
    rows = [f"| [{e.slug}](exercises/{e.slug}/task.md) | {e.title} | {e.points} | {e.minutes} "
            f"| {', '.join(e.builds_on)} |" for e in exercises]
    table = ["| exercise | | points | minutes | uses your own |", "|---|---|---:|---:|---|", *rows]
    return (STUDENTS / "README.md").read_text(encoding="utf-8").replace("EXERCISES", "\n".join(table))


def given_away(exercises):
    """Sentences about starters that hold the answer to another exercise, because they need it whole."""
    return [f"the starter of {e.slug} holds {', '.join(sorted(kept))}, which {other.slug} asks for: "
            "hand them out one after the other" for e in exercises for other in exercises
            if (kept := set(e.keeps) & set(other.functions)) and other.source == e.source]


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
    for sentence in given_away(exercises):
        print(sentence)
    print(f"{len(exercises)} exercises, {sum(e.points for e in exercises)} points: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
