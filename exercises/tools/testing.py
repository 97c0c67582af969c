"""One program, some tests: what a student's loop and the grader both do."""
from pathlib import Path

from memory import run_watched
from running_cases import run_cases
from scoring import judge, judge_all


def try_test(exercise, program, test, cases, expected, prefix=(), folder=None):
    """The Result of one test. PREFIX goes before the program's command."""
    if test.memory:
        run, errors = run_watched(exercise, program, cases, test.seconds, prefix, folder)
    else:
        run, errors = run_cases(program, cases, test.seconds, prefix, folder=folder), ()
    return judge(exercise, test, cases, expected, run, errors)


def try_tests(exercise, program, tests, questions, prefix=(), folder=None):
    """The Results of TESTS; questions maps a test's name to (cases, expected answers)."""
    return judge_all(exercise, tests, lambda test: try_test(
        exercise, Path(program), test, *questions[test.name], prefix, folder))


def expected_answers(exercise, solution, cases, test):
    """The right answers, from the solution's own program, outside any student's process."""
    run = run_cases(solution, cases, max(10, test.seconds))
    if not run.done or len(run.answers) != len(cases):
        raise RuntimeError(f"{exercise.slug}: the solution does not answer '{test.name}': {run.printed}")
    return run.answers
