#!/usr/bin/env python3
"""Grades one submission into Gradescope's results.json.

    grade_one.py --chapters "3" --submission DIR --results FILE.json
    grade_one.py --chapters "3" --prepare       compiles what does not depend on a submission

There is a results.json from the first moment on, with no points and the words "grader error": it
stays should anything go wrong with the grader itself.
"""
import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import sandbox  # noqa: E402
import submissions  # noqa: E402
from asking import Refusal, exercises_of, words_of  # noqa: E402
from files import write_json  # noqa: E402
from formats import gradescope  # noqa: E402
from grading import Desk, Paper, failed_record, fresh_seed, grade, set_paper  # noqa: E402
from kit import workshop  # noqa: E402


def grade_one(exercises, folder, results, hidden):
    """The record of a submission, whose hidden cases were drawn for it alone."""
    nothing = failed_record(Paper(exercises, {}, {}), "it did not come to its end")
    write_json(results, gradescope(nothing, hidden))
    paper = set_paper(exercises, fresh_seed())
    with workshop(exercises) as shop:
        desk = Desk(sandbox.find(), shop / "kit", shop / "submission", 0)
        desk.folder.mkdir(mode=0o711)
        record = grade(submissions.read(folder), paper, desk)
    write_json(results, gradescope(record, hidden))
    return record


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", required=True, metavar='"3"')
    parser.add_argument("--submission", type=Path, metavar="DIR")
    parser.add_argument("--results", type=Path, metavar="FILE.json")
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--hidden-tests", default="after_due_date", metavar="WHEN",
                        choices=("visible", "after_due_date", "after_published", "hidden"),
                        help="when students see the hidden tests (default: after_due_date)")
    options = parser.parse_args()
    try:
        exercises = exercises_of(words_of(options.chapters))
    except Refusal as error:
        parser.error(str(error))
    if options.prepare:
        set_paper(exercises, fresh_seed())
        with workshop(exercises):
            print(f"{len(exercises)} exercises are ready")
        return 0
    if not (options.submission and options.results):
        parser.error("--submission and --results are needed")
    record = grade_one(exercises, options.submission, options.results, options.hidden_tests)
    print(f"{record['score']} of {record['most']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
