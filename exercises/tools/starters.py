#!/usr/bin/env python3
"""Writes exercises/NN-slug/ from solutions/NN-slug/ and the chapters.

    starters.py                all exercises; what a student has begun to write is kept
    starters.py --again SLUG   this one's file anew; what was in it is in FILE.c~ afterwards
    starters.py --check        says what is out of step, and changes nothing
"""
import argparse
import os
import shutil
import sys

import pieces
import progress
import public
from compiling import replacing
from exercises_lib import EXERCISES, SOLUTIONS, ExerciseError, load, slugs
from rehearse import questions

GENERATED = ("task.md", "public.json")


def generate(exercise):
    """{name: text} of everything in exercises/NN-slug/."""
    starter = pieces.starter_text(exercise)
    expected = {name: answers for name, (_, answers) in questions(exercise.slug).items()}
    files = {exercise.file: starter,
             "task.md": task_page(exercise),
             "public.json": public.write(public.describe(exercise, starter, expected))}
    if exercise.header:
        header = SOLUTIONS / exercise.slug / exercise.header
        files[exercise.header] = header.read_text(encoding="utf-8")
    return files


def task_page(exercise):
    """task.md under a heading, with what is scored."""
    names = ", ".join(f"`{name}`" for name in exercise.functions)
    rows = [f"| {test.name} | {test.points} | {note(test)} |".replace("  |", " |")
            for test in exercise.tests]
    return "\n".join([f"# {exercise.title}", "",
                      f"{names} in `{exercise.file}`: {exercise.points} points, about "
                      f"{exercise.minutes} minutes.", "",
                      (exercise.folder / "task.md").read_text(encoding="utf-8").strip(), "",
                      "## What is scored", "", "| test | points | |", "|---|---|---|", *rows, ""])


def note(test):
    notes = []
    if test.hidden:
        notes.append("hidden: tried when the work is graded")
    if test.memory:
        notes.append("under valgrind")
    if test.needed:
        notes.append("only if " + " and ".join(f"'{name}'" for name in test.needed) + " passed")
    return "; ".join(notes)


def current(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None


def is_students(exercise):
    """Whether FILE.c is no longer the starter that was handed out."""
    path = public.student_file(exercise)
    if not path.exists():
        return False
    try:
        starter = public.read(exercise.slug)["starter"]
    except ExerciseError:
        return True
    return not public.is_untouched(path, starter)


def write_file(path, text):
    if current(path) != text:
        with replacing(path) as aside:
            aside.write_text(text, encoding="utf-8")
            aside.chmod(0o644)


def write_starter(exercise, again):
    """Returns a sentence where something of the student's is at stake."""
    files = generate(exercise)
    path = public.student_file(exercise)
    said = ""
    if is_students(exercise) and current(path) != files[exercise.file]:
        if again:
            shutil.copy2(path, f"{path}~")
            said = f"{exercise.slug}: begun anew; what you had is in {os.path.relpath(path)}~"
            progress.forget(exercise.slug)
        else:
            del files[exercise.file]
            said = (f"{exercise.slug}: kept {os.path.relpath(path)}, on which you have worked "
                    f"(make starters AGAIN={exercise.slug} begins it anew)")
    for name, text in files.items():
        write_file(path.parent / name, text)
    return said


def strays():
    """Folders and files that no exercise has."""
    known = set(slugs())
    folders = [path for path in sorted(EXERCISES.glob("[0-9]*")) if path.is_dir()]
    return [f"exercises/{path.name} belongs to no exercise" for path in folders
            if path.name not in known]


def out_of_step(exercise):
    """What of exercises/NN-slug differs from what would be written. A FILE.c that is no starter
    any more is a student's if the progress says that it was begun, and left alone."""
    folder = EXERCISES / exercise.slug
    bad = [name for name, text in generate(exercise).items() if current(folder / name) != text]
    if is_students(exercise) and exercise.slug in progress.read():
        bad = [name for name in bad if name != exercise.file]
    return [f"exercises/{exercise.slug}/{name} is out of step: type 'make starters'" for name in bad]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--again", metavar="SLUG")
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    names = [chosen.again] if chosen.again else slugs()
    try:
        exercises = [load(name) for name in names]
        if chosen.check:
            said = strays() + [line for exercise in exercises for line in out_of_step(exercise)]
        else:
            said = [line for line in (write_starter(e, chosen.again) for e in exercises) if line]
    except ExerciseError as error:
        sys.exit(f"starters: {error}")
    print("\n".join([*said, *([] if chosen.check else [f"{len(exercises)} starters in exercises/"])]))
    return 1 if chosen.check and said else 0


if __name__ == "__main__":
    sys.exit(main())
