"""One submission: from what was handed in to a record, which is what all reports are made of.

A record is plain data, ready for JSON. Every point in it was given by scoring.py for a test that
passed; whatever else happens, a test's points are 0 and its `reason` says why.
"""
import re
import secrets
import shutil
import time
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Optional

import compiling
import memory
from choosing import Handed, assign, extra_note
from compiling import Built, build, build_together
from exercises_lib import ROOT, Exercise
from messages import case_lines
from pieces import starter_text
from rehearse import solution_program
from running_cases import run_cases
from sandbox import Sandbox
from scoring import judge, none_built
from submissions import shown
from testing import expected_answers, try_tests, watch_together

PRINTED = 2000       # characters that a report shows of what a program printed
SAID = 4000          # and of what the compiler said
TOGETHER = 0.3       # seconds for all tests in one process; who needs longer has each test's own
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

@dataclass
class Attempt:
    """One exercise of a submission, on its way to a record."""
    exercise: Exercise
    handed: Handed
    folder: Path
    built: Optional[Built] = None                # by the compiler, with others
    said: str = ""                               # by the compiler
    program: Optional[Path] = None
    passed: dict = field(default_factory=dict)   # test -> its Result
    unwatched: dict = field(default_factory=dict)  # the same of tests of memory, but for valgrind's word
    results: Optional[list] = None               # of all tests, when all is known

    @property
    def source(self):
        return self.folder / self.exercise.file


def grade(submission, paper, desk):
    """{score, most, seconds, notes, exercises} of one submission."""
    began = time.monotonic()
    handed, extra = assign(submission, paper.exercises)
    notes = [*submission.problems, extra_note(extra)]
    attempts = [Attempt(e, handed[e.slug], desk.folder / e.slug) for e in paper.exercises]
    try:
        for attempt in attempts:
            step(lay_out, [attempt], paper, desk)
        step(compile_all, attempts, paper, desk)
        for attempt in attempts:
            step(begin, [attempt], paper, desk)
        step(watch, attempts, paper, desk)
        for attempt in attempts:
            step(finish, [attempt], paper, desk)
    finally:
        for attempt in attempts:
            shutil.rmtree(attempt.folder, ignore_errors=True)
    exercises = [record_of_exercise(attempt) for attempt in attempts]
    return {"score": sum(e["score"] for e in exercises), "most": sum(e["most"] for e in exercises),
            "seconds": round(time.monotonic() - began, 2), "reduced": desk.sandbox.reduced,
            "notes": [note for note in notes if note], "exercises": exercises}


def step(action, attempts, paper, desk):
    """ACTION on those of ATTEMPTS that are not done yet. An error of ours must not take the other
    exercises with it."""
    attempts = [attempt for attempt in attempts if attempt.results is None]
    try:
        action(*attempts, paper=paper, desk=desk) if attempts else None
    except Exception as error:  # pylint: disable=broad-except
        traceback.print_exc()
        for attempt in attempts:
            attempt.said = ""
            attempt.results = error_results(attempt.exercise, f"{type(error).__name__}: {error}")
    finally:
        desk.sandbox.sweep(desk.worker)


def lay_out(attempt, paper, desk):
    """Puts the file where it is compiled, if there is one that somebody wrote."""
    exercise, handed, folder = attempt.exercise, attempt.handed, attempt.folder
    if handed.data is None:
        attempt.results = none_built(exercise, exercise.tests, handed.note)
    elif handed.data == paper.starters[exercise.slug]:
        attempt.results = none_built(exercise, exercise.tests, "the file is as it was handed out: nothing "
                                     "was written in it")
    else:
        folder.mkdir(mode=0o700)
        attempt.source.write_bytes(handed.data)
        desk.sandbox.give(folder, desk.worker)


def compile_all(*attempts, paper, desk):
    """What goes without errors, which most does. Not for `paper`, but all steps are alike."""
    jobs = [(attempt.exercise, attempt.source, attempt.folder / "program") for attempt in attempts]
    prefix = desk.sandbox.compiler([attempt.folder for attempt in attempts], desk.kit, desk.worker)
    for attempt, built in zip(attempts, build_together(jobs, prefix, desk.kit)):
        attempt.built = built


def begin(attempt, paper, desk):
    """Builds the program, if that is not done, and runs all tests in one process: most who hand in are
    right, and a process for each test would take them much longer."""
    exercise, folder = attempt.exercise, attempt.folder
    built = attempt.built or build(exercise, attempt.source, folder / "program",
                                   desk.sandbox.compiler([folder], desk.kit, desk.worker), desk.kit)
    attempt.said = built.said.replace(f"{folder}/", "").replace(f"{desk.kit}/", "")
    attempt.program = built.program
    if not built.ok:
        reason = f"it does not compile, or not together with the other files: {first_error(attempt.said)}"
        attempt.results = none_built(exercise, exercise.tests, reason)
        return
    passed = passed_together(exercise, built.program, paper.questions[exercise.slug], words(attempt, desk),
                             folder)
    for test in exercise.tests:
        if test.name in passed:
            (attempt.unwatched if test.memory else attempt.passed)[test.name] = passed[test.name]


def words(attempt, desk, *also):
    """What goes before the program, or before valgrind."""
    return desk.sandbox.program(attempt.folder, [memory.SUPPRESSIONS, *also], desk.worker)


def passed_together(exercise, program, asked, prefix, folder):
    """{test: its Result} of those tests that pass in one process with all the others, where that comes to
    its end, and in no more time than the shortest of them has. All others are to be tried alone."""
    cases = [case for test in exercise.tests for case in asked[test.name][0]]
    seconds = min([TOGETHER, *(test.limit for test in exercise.tests)])
    run = run_cases(program, cases, seconds, prefix, folder=folder)
    if not run.done or len(run.answers) != len(cases):
        return {}
    results, at = {}, 0
    for test in exercise.tests:
        own, expected = asked[test.name]
        part = replace(run, answers=run.answers[at:at + len(own)])
        results[test.name] = judge(exercise, test, own, expected, part)
        at += len(own)
    return {name: result for name, result in results.items() if result.passed}


def watch(*attempts, paper, desk):
    """The tests of memory of all exercises. A hidden one is not among them: its cases are for its own
    exercise's program only."""
    found = [(attempt, test) for attempt in attempts for test in attempt.exercise.tests
             if test.name in attempt.unwatched and not test.hidden
             and all(name in attempt.passed for name in test.needed)]
    if not found:
        return
    trials = [(attempt.exercise, attempt.program, test, *paper.questions[attempt.exercise.slug][test.name])
              for attempt, test in found]
    first, *others = [attempt for attempt, _ in found]
    together = desk.kit / compiling.TOGETHER.relative_to(ROOT)
    prefix = words(first, desk, together, *(attempt.folder for attempt in others))
    for (attempt, test), result in zip(found, watch_together(together, trials, prefix, first.folder)):
        if result:
            attempt.passed[test.name] = attempt.unwatched[test.name]  # with what it printed itself


def finish(attempt, paper, desk):
    """Tries alone what did not pass together."""
    attempt.results = try_tests(attempt.exercise, attempt.program, attempt.exercise.tests,
                                paper.questions[attempt.exercise.slug], words(attempt, desk), attempt.folder,
                                attempt.passed)


def record_of_exercise(attempt):
    exercise, handed = attempt.exercise, attempt.handed
    tests = [record_of(exercise, result) for result in attempt.results]
    return {"exercise": exercise.slug, "title": exercise.title, "file": handed.name, "note": handed.note,
            "said": shorten(attempt.said, SAID), "score": sum(test["score"] for test in tests),
            "most": exercise.points, "tests": tests}


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

def error_results(exercise, reason):
    results = none_built(exercise, exercise.tests, f"{GRADER_ERROR}: {reason}")
    return [replace(result, kind=GRADER_ERROR) for result in results]


def failed_record(paper, reason):
    """Of a submission that could not be graded: no points, and it says so."""
    exercises = [{"exercise": e.slug, "title": e.title, "file": "", "note": "", "said": "", "score": 0,
                  "most": e.points, "tests": [record_of(e, result) for result in error_results(e, reason)]}
                 for e in paper.exercises]
    return {"score": 0, "most": sum(e["most"] for e in exercises), "seconds": 0, "reduced": "",
            "notes": [f"{GRADER_ERROR}: {reason}"], "exercises": exercises}


def has_grader_error(record):
    return any(test["kind"] in (GRADER_ERROR, "grader") for exercise in record["exercises"]
               for test in exercise["tests"])
