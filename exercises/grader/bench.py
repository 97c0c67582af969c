#!/usr/bin/env python3
"""How long a class takes: grades made-up submissions of one chapter and says so.

    bench.py [--chapters 1] [--students 300] [--jobs 2]

The submissions are the chapter's solutions, wrong solutions and starters in a mixture like a
class's, and a few that do not compile, hang or crash. A comment with the student's number makes
each file a different one.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import pieces  # noqa: E402
from asking import exercises_of, words_of  # noqa: E402
from exercises_lib import ROOT  # noqa: E402

# Of a hundred files: right, with a known mistake, as handed out, not compiling, hanging, crashing.
MIXTURE = {"right": 60, "wrong": 28, "starter": 6, "broken": 4, "hangs": 1, "crashes": 1}

AT_START = "__attribute__((constructor)) static void "


def versions(exercise):
    """{kind: texts}"""
    solution = pieces.solution_text(exercise)
    wrong = [pieces.wrong_text(exercise, w) for w in pieces.wrong_solutions(exercise)]
    return {"right": [solution], "wrong": wrong or [solution], "starter": [pieces.starter_text(exercise)],
            "broken": [solution + "int x = ;\n"],
            "hangs": [solution + AT_START + "hang(void) { for (;;); }\n"],
            "crashes": [solution + AT_START + "crash(void) { __builtin_trap(); }\n"]}


def make_class(folder, exercises, count):
    draw = random.Random(1)
    texts = {exercise.slug: versions(exercise) for exercise in exercises}
    for number in range(count):
        for exercise in exercises:
            kind = draw.choices(list(MIXTURE), MIXTURE.values())[0]
            target = folder / f"student-{number:03d}" / "exercises" / exercise.slug / exercise.file
            target.parent.mkdir(parents=True)
            mark = "" if kind == "starter" else f"/* student {number} */\n"
            target.write_text(mark + draw.choice(texts[exercise.slug][kind]), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", default="1", metavar='"3"')
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    exercises = exercises_of(words_of(options.chapters))
    with tempfile.TemporaryDirectory() as name:
        make_class(Path(name) / "class", exercises, options.students)
        began = time.monotonic()
        subprocess.run([sys.executable, ROOT / "exercises" / "grader" / "grade.py", "--submissions",
                        Path(name) / "class", "--out", Path(name) / "out", "--chapters", options.chapters,
                        "--jobs", str(options.jobs)], check=True)
        seconds = time.monotonic() - began
    each = seconds * options.jobs / options.students / len(exercises)
    print(f"{options.students} submissions of {len(exercises)} exercises with "
          f"{sum(len(e.tests) for e in exercises)} tests, {options.jobs} at a time: {seconds:.0f} s, "
          f"{each:.2f} s an exercise and worker")


if __name__ == "__main__":
    main()
