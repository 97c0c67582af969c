"""One submission: from what was handed in to a record, which is what all reports are made of.

A record is plain data, ready for JSON. Every point in it was given by scoring.py for a test that
passed; whatever else happens, a test's points are 0 and its `reason` says why.
"""
import re
import secrets
import shutil
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

import memory
from choosing import assign, extra_note
from compiling import build
from messages import case_lines
from pieces import starter_text
from rehearse import solution_program
from running_cases import run_cases
from sandbox import Sandbox
from scoring import judge, judge_all, none_built
from submissions import shown
from testing import expected_answers, try_test

PRINTED = 2000       # characters that a report shows of what a program printed
SAID = 4000          # and of what the compiler said
TOGETHER = 1.0       # seconds for all tests at once; who needs longer has each test's own
GRADER_ERROR = "grader error"


@dataclass(frozen=True)
class Paper:
    """What is asked of everybody in one grading run."""
    exercises: tuple
    questions: dict   # slug -> {test name: (cases, expected answers)}
    starters: dict    # slug -> bytes


@dataclass(frozen=True)
class Desk:
    """Where one worker grades."""
    sandbox: Sandbox
    kit: Path
    folder: Path      # the worker's own
    worker: int


def fresh_seed():
    return secrets.token_hex(16)


def set_paper(exercises, seed):
    """Draws the hidden cases from SEED, and lets the solutions answer everything."""
    return Paper(tuple(exercises), {e.slug: questions(e, seed) for e in exercises},
                 {e.slug: starter_text(e).encode("utf-8") for e in exercises})


def questions(exercise, seed):
    solution = solution_program(exercise.slug)
    found = {}
    for test in exercise.tests:
        cases = test.all_cases(exercise.slug, seed if test.hidden else "public")
        found[test.name] = cases, expected_answers(exercise, solution, cases, test)
    return found


# ---- grading ---------------------------------------------------------------------------------

def grade(submission, paper, desk):
    """{score, most, seconds, notes, exercises} of one submission."""
    began = time.monotonic()
    handed, extra = assign(submission, paper.exercises)
    notes = [*submission.problems, extra_note(extra)]
    exercises = [grade_exercise(e, handed[e.slug], paper, desk) for e in paper.exercises]
    return {"score": sum(e["score"] for e in exercises), "most": sum(e["most"] for e in exercises),
            "seconds": round(time.monotonic() - began, 2), "reduced": desk.sandbox.reduced,
            "notes": [note for note in notes if note], "exercises": exercises}


def grade_exercise(exercise, handed, paper, desk):
    """The record of one exercise. An error of ours must not take the other exercises with it."""
    try:
        said, results = try_exercise(exercise, handed, paper, desk)
        tests = [record_of(exercise, result) for result in results]
    except Exception as error:  # pylint: disable=broad-except
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        said, tests = "", error_tests(exercise, reason)
    return {"exercise": exercise.slug, "title": exercise.title, "file": handed.name,
            "note": handed.note, "said": shorten(said, SAID), "score": sum(test["score"] for test in tests),
            "most": exercise.points, "tests": tests}


def try_exercise(exercise, handed, paper, desk):
    """(what the compiler said, Results)"""
    if handed.data is None:
        return "", none_built(exercise, exercise.tests, handed.note)
    if handed.data == paper.starters[exercise.slug]:
        return "", none_built(exercise, exercise.tests, "the file is as it was handed out: nothing "
                              "was written in it")
    folder = desk.folder / exercise.slug
    folder.mkdir(mode=0o700)
    try:
        (folder / exercise.file).write_bytes(handed.data)
        desk.sandbox.give(folder, desk.worker)
        return in_folder(exercise, folder, paper, desk)
    finally:
        desk.sandbox.sweep(desk.worker)
        shutil.rmtree(folder, ignore_errors=True)


def in_folder(exercise, folder, paper, desk):
    box = desk.sandbox
    built = build(exercise, folder / exercise.file, folder / "program",
                  box.compiler(folder, desk.kit, desk.worker), desk.kit)
    said = built.said.replace(f"{folder}/", "").replace(f"{desk.kit}/", "")
    if not built.ok:
        reason = f"it does not compile, or not together with the other files: {first_error(said)}"
        return said, none_built(exercise, exercise.tests, reason)
    prefix = box.program(folder, [memory.SUPPRESSIONS], desk.worker)
    questions_here = paper.questions[exercise.slug]
    passed = passed_together(exercise, built.program, questions_here, prefix, folder)
    return said, judge_all(exercise, exercise.tests, lambda test: passed.get(test.name) or try_test(
        exercise, built.program, test, *questions_here[test.name], prefix, folder))


def passed_together(exercise, program, asked, prefix, folder):
    """{test: its Result} if one process passes all tests but those of memory, in no more time than the
    shortest of them has; {} otherwise: then each is to be tried alone. Most who hand in are right, and
    a process for each test would take them much longer."""
    tests = [test for test in exercise.tests if not test.memory]
    cases = [case for test in tests for case in asked[test.name][0]]
    seconds = min([TOGETHER, *(test.limit for test in tests)])
    run = run_cases(program, cases, seconds, prefix, folder=folder)
    if not run.done or len(run.answers) != len(cases):
        return {}
    results, at = {}, 0
    for test in tests:
        own, expected = asked[test.name]
        part = replace(run, answers=run.answers[at:at + len(own)])
        results[test.name] = judge(exercise, test, own, expected, part)
        at += len(own)
    return results if all(result.passed for result in results.values()) else {}


def first_error(said):
    """The line of a compiler's complaints that says most."""
    lines = [shown(line.strip()) for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.search("error:|undefined ref|multiple def|not done", line, re.I)]
    return (errors or lines or ["the compiler did not say why"])[0]


def shorten(text, most):
    """TEXT without control characters, and no longer than MOST."""
    text = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= most else f"{text[:most]}\n... and {len(text) - most} characters more"


def record_of(exercise, result):
    return {"test": result.test, "status": result.status, "score": result.points, "most": result.most,
            "hidden": result.hidden, "reason": result.reason, "kind": result.kind,
            "diagnosis": result.diagnosis, "printed": shorten(result.printed, PRINTED),
            "details": "\n".join(case_lines(exercise, result)) if result.failure else ""}


# ---- where the grader failed -----------------------------------------------------------------

def error_tests(exercise, reason):
    results = none_built(exercise, exercise.tests, f"{GRADER_ERROR}: {reason}")
    return [record_of(exercise, result) | {"kind": GRADER_ERROR} for result in results]


def failed_record(paper, reason):
    """Of a submission that could not be graded: no points, and it says so."""
    exercises = [{"exercise": e.slug, "title": e.title, "file": "", "note": "", "said": "", "score": 0,
                  "most": e.points, "tests": error_tests(e, reason)} for e in paper.exercises]
    return {"score": 0, "most": sum(e["most"] for e in exercises), "seconds": 0, "reduced": "",
            "notes": [f"{GRADER_ERROR}: {reason}"], "exercises": exercises}


def has_grader_error(record):
    return any(test["kind"] in (GRADER_ERROR, "grader") for exercise in record["exercises"]
               for test in exercise["tests"])
