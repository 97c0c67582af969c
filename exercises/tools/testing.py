"""One program, some tests: what a student's loop and the grader both do."""
from dataclasses import replace
from pathlib import Path

from memory import available, run_together, run_watched
from running_cases import Run, run_cases
from scoring import CRASH, TIME_OUT, judge, judge_all

UNEXPLAINED = ("", CRASH)  # kinds of failures of which valgrind may know more
HURRIED = 0.5              # seconds for each test of an exercise after one that ran out of its time


def try_test(exercise, program, test, cases, expected, prefix=(), folder=None):
    """The Result of one test. PREFIX goes before the program's command. A test of memory has failed
    already where its cases fail without valgrind, for a reason that is known."""
    run = run_cases(program, cases, test.limit, prefix, folder=folder)
    result = judge(exercise, test, cases, expected, run)
    if test.memory and (result.passed or result.kind in UNEXPLAINED):
        run, mistakes = run_watched(exercise, program, cases, test.limit, prefix, folder)
        return judge(exercise, test, cases, expected, run, mistakes)
    return result


def blame_line(exercise, program, test, result, prefix, folder):
    """Where valgrind sees what made a program crash, adds it to RESULT."""
    case = result.failure.case if result.failure else None
    if case is None or not available():
        return
    _, mistakes = run_watched(exercise, program, [case], test.seconds + 8, prefix, folder)
    culprit = next((mistake for mistake in mistakes if mistake.line), None)
    if culprit:
        result.diagnosis = culprit.sentence


def try_tests(exercise, program, tests, questions, prefix=(), folder=None, passed=()):
    """The Results of TESTS; questions maps a test's name to (cases, expected answers). Of the tests in
    PASSED, {name: Result}, the outcome is known. What hangs in one test mostly hangs in all: the tests
    after it have less time, still many times what they need. Where it crashes is looked for once."""
    passed, seen = dict(passed), set()

    def try_one(test):
        if test.name in passed:
            return passed[test.name]
        asked = replace(test, seconds=min(test.seconds, HURRIED)) if TIME_OUT in seen else test
        result = try_test(exercise, Path(program), asked, *questions[test.name], prefix, folder)
        if result.kind == CRASH and CRASH not in seen and not test.memory:
            blame_line(exercise, program, test, result, prefix, folder)
        seen.add(result.kind)
        return result
    return judge_all(exercise, tests, try_one)


def watch_together(together, trials, prefix=(), folder=None):
    """The Results of tests of memory that pass under one valgrind: a list for TRIALS (exercise, program,
    test, cases, expected answers), whose cases are known to pass without it. None where it is not without
    fault: that is to be tried alone. TOGETHER is the program that runs the others."""
    if len(trials) < 2 or not together.exists():
        return [None] * len(trials)
    found = run_together(together, [program for _, program, *_ in trials],
                         [cases for *_, cases, _ in trials], min(test.limit for _, _, test, *_ in trials),
                         prefix, folder)
    results = [judge(exercise, test, cases, expected, Run(answers or [], True, 0))
               for (exercise, _, test, cases, expected), answers in zip(trials, found)]
    return [result if result.passed else None for result in results]


def expected_answers(exercise, solution, cases, test):
    """The right answers, from the solution's own program, outside any student's process."""
    run = run_cases(solution, cases, max(10, test.limit))
    if not run.done or len(run.answers) != len(cases):
        raise RuntimeError(f"{exercise.slug}: the solution does not answer '{test.name}': {run.printed}")
    return run.answers
