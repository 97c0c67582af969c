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
from running_cases import Run, run_cases, run_several
from sandbox import Sandbox
from scoring import judge, none_built
from submissions import shown
from testing import expected_answers, try_tests, watch_together

PRINTED = 2000       # characters that a report shows of what a program printed
SAID = 4000          # and of what the compiler said
TOGETHER = 0.3       # seconds for tests in one process; who needs longer has each test's own
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
    has_run: bool = False                        # all its tests in one process, as far as it can
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
            step(compile_alone, [attempt], paper, desk)
        step(run_all, attempts, paper, desk)
        for attempt in attempts:
            step(run_alone, [attempt], paper, desk)
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
    """Compiles what goes without errors, which most does. All steps take the same, be it `paper`."""
    jobs = [(attempt.exercise, attempt.source, attempt.folder / "program") for attempt in attempts]
    prefix = desk.sandbox.compiler([attempt.folder for attempt in attempts], desk.kit, desk.worker)
    for attempt, built in zip(attempts, build_together(jobs, prefix, desk.kit)):
        attempt.built = built


def compile_alone(attempt, paper, desk):
    """If that is not done: for what is said of errors, and in its own time."""
    exercise, folder = attempt.exercise, attempt.folder
    built = attempt.built or build(exercise, attempt.source, folder / "program",
                                   desk.sandbox.compiler([folder], desk.kit, desk.worker), desk.kit)
    attempt.said = built.said.replace(f"{folder}/", "").replace(f"{desk.kit}/", "")
    attempt.program = built.program
    if not built.ok:
        reason = f"it does not compile, or not together with the other files: {first_error(attempt.said)}"
        attempt.results = none_built(exercise, exercise.tests, reason)


def words(attempt, desk, *also):
    """What goes before the program, or before valgrind."""
    return desk.sandbox.program(attempt.folder, [memory.SUPPRESSIONS, *also], desk.worker)


def words_together(attempts, desk):
    """The same before the program that runs those of all ATTEMPTS, and that program."""
    together = desk.kit / compiling.TOGETHER.relative_to(ROOT)
    first, *others = attempts
    return words(first, desk, together, *(attempt.folder for attempt in others)), together


def cases_of(attempt, paper):
    return [case for cases, _ in paper.questions[attempt.exercise.slug].values() for case in cases]


def run_all(*attempts, paper, desk):
    """Runs all tests of all exercises in one process: most who hand in are right, and a process for each
    would take them much longer. What does not come to its end so is left out, and the rest begun anew."""
    prefix, together = words_together(attempts, desk)
    left = attempts if together.exists() else ()
    while len(left) > 1:
        found = run_several(together, [attempt.program for attempt in left],
                            [cases_of(attempt, paper) for attempt in left], TOGETHER, prefix, left[0].folder)
        if found is None:
            return
        for attempt, answers in zip(left, found):
            note_passed(attempt, paper, Run(answers, True, 0))
        for attempt in left[len(found):len(found) + 1]:  # who did not come to an end, if anybody
            attempt.has_run = True
        left = left[len(found) + 1:]


def run_alone(attempt, paper, desk):
    """Runs all tests of an exercise in one process, if that is not done."""
    if not attempt.has_run:
        seconds = min([TOGETHER, *(test.limit for test in attempt.exercise.tests)])
        run = run_cases(attempt.program, cases_of(attempt, paper), seconds, words(attempt, desk),
                        folder=attempt.folder)
        note_passed(attempt, paper, run)


def note_passed(attempt, paper, run):
    """Of a run of all tests' cases that came to its end, which tests are passed. All others are to be tried
    alone."""
    exercise, asked = attempt.exercise, paper.questions[attempt.exercise.slug]
    attempt.has_run = run.done and len(run.answers) == len(cases_of(attempt, paper))
    at = 0
    for test in exercise.tests if attempt.has_run else ():
        cases, expected = asked[test.name]
        result = judge(exercise, test, cases, expected, replace(run, answers=run.answers[at:at + len(cases)]))
        at += len(cases)
        if result.passed:
            (attempt.unwatched if test.memory else attempt.passed)[test.name] = result


def watch(*attempts, paper, desk):
    """The tests of memory of all exercises, under one valgrind."""
    found = [(attempt, test) for attempt in attempts for test in attempt.exercise.tests
             if test.name in attempt.unwatched and all(name in attempt.passed for name in test.needed)]
    if not found:
        return
    trials = [(attempt.exercise, attempt.program, test, *paper.questions[attempt.exercise.slug][test.name])
              for attempt, test in found]
    watched = [attempt for attempt, _ in found]
    prefix, together = words_together(watched, desk)
    for (attempt, test), result in zip(found, watch_together(together, trials, prefix, watched[0].folder)):
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
