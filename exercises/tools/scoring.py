"""From what a program did to points. Nothing here runs anything, and nothing is taken for granted:
a test has its points only where every case was answered rightly by a program that ended by itself.
"""
import signal
from dataclasses import dataclass, field
from typing import Optional

from comparing import compare
from diagnosing import diagnose
from running_cases import processor_seconds

PASSED, FAILED, BLOCKED = "passed", "failed", "blocked"
TIME_OUT, CRASH = "time-out", "crash"  # two kinds of failures


@dataclass
class Failure:
    """The case that a student is shown."""
    case: dict
    number: int                  # from 1
    expected: dict
    got: dict
    differences: list            # comparing.Difference, maybe none (a check failed)


@dataclass
class Result:
    test: str
    status: str                  # PASSED, FAILED, or BLOCKED: a test that it needs failed
    points: int
    most: int
    reason: str = ""             # one sentence; empty where it passed
    kind: str = ""               # of the diagnosis, if there is one
    diagnosis: str = ""          # its sentence
    failure: Optional[Failure] = None
    wrong_cases: int = 0
    cases: int = 0
    printed: str = ""
    memory_errors: list = field(default_factory=list)  # memory.MemoryError_, in valgrind's order
    hidden: bool = False

    @property
    def passed(self):
        return self.status == PASSED


def failed(test, reason, **more):
    return Result(test.name, FAILED, 0, test.points, reason, hidden=test.hidden, **more)


def blocked(test, missing):
    return Result(test.name, BLOCKED, 0, test.points, hidden=test.hidden,
                  reason=f"not tried: it needs '{missing}', which failed")


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


CRASHES = {"SIGSEGV": "it read or wrote memory that is not its own (segmentation fault)",
           "SIGABRT": "it was aborted", "SIGFPE": "it divided an integer by zero",
           "SIGBUS": "it read or wrote memory that is not its own (bus error)",
           "SIGILL": "it met an illegal instruction",
           "SIGXFSZ": "it wrote more than it may", "SIGKILL": "it was killed"}


def how_it_ended(run, test):
    """(kind, sentence) of a program that did not go through all cases; ("", "") if it did."""
    case = f"in case {len(run.answers) + 1}"
    processor = processor_seconds(test.limit)
    of_processor = f", or {processor} of processor time" if processor < test.limit else ""
    too_long = f"not done after {test.limit:g} seconds{of_processor}, {case}: an endless loop?"
    if run.stopped == "time":
        return TIME_OUT, too_long
    if run.stopped == "output":
        return "output", f"it printed or answered far too much, {case}"
    if run.status is not None and (run.status < 0 or run.status > 128):
        name = signal_name(-run.status if run.status < 0 else run.status - 128)
        if name == "SIGXCPU":
            return TIME_OUT, too_long
        return CRASH, f"it crashed {case}: {CRASHES.get(name, name)}"
    if not run.done:
        return "exit", f"it ended {case} before it had answered (exit status {run.status})"
    return "", ""


def judge(exercise, test, cases, expected, run, memory_errors=()):
    """The Result of one test: `expected` holds the right answers of each of the cases."""
    common = {"printed": run.printed, "cases": len(cases), "memory_errors": list(memory_errors)}
    if not cases or len(expected) != len(cases):
        return failed(test, "the grader has no expected answers for this test: tell your teacher",
                      kind="grader", **common)
    bad, sentence = differing(exercise, cases, expected, run.answers)
    if bad:
        kind, said = diagnose(exercise, [(f.case, f.expected, f.got) for f in bad])
        return failed(test, sentence or count_text(len(bad), len(cases)), kind=kind,
                      diagnosis=said, failure=bad[0], wrong_cases=len(bad), **common)
    kind, sentence = how_it_ended(run, test)
    if kind or len(run.answers) != len(cases):
        here = len(run.answers)
        shown = Failure(cases[here], here + 1, expected[here], {}, []) if here < len(cases) else None
        return failed(test, sentence or "it answered other cases than it was asked", kind=kind or "exit",
                      failure=shown, **common)
    if memory_errors:
        first = memory_errors[0]
        return failed(test, "the answers are right, but not what it does with memory",
                      kind=first.kind, diagnosis=first.sentence, **common)
    return Result(test.name, PASSED, test.points, test.points, hidden=test.hidden, **common)


def count_text(wrong, cases):
    if cases == 1:
        return "the answer is wrong"
    return f"{wrong} of {cases} cases {'is' if wrong == 1 else 'are'} wrong"


def differing(exercise, cases, expected, answers):
    """The Failures among the cases that were answered, and what a check said of the first."""
    bad, sentence = [], ""
    for number, (case, right, got) in enumerate(zip(cases, expected, answers), 1):
        differences = compare(right, got, exercise.tolerance)
        complaint = "" if differences else check(exercise, case, got)
        sentence = sentence or complaint
        if differences or complaint:
            bad.append(Failure(case, number, right, got, differences))
    return bad, sentence


def check(exercise, case, got):
    """What the exercise's own checks say of right-looking answers, or ''."""
    for own in exercise.checks:
        try:
            complaint = own(case, got)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            complaint = f"the answers could not be checked ({error!r})"
        if complaint:
            return complaint
    return ""


def judge_all(exercise, tests, try_one):
    """The Results of TESTS in order; TRY_ONE(test) -> Result is asked only where what a test needs
    has passed. Tests may need only tests that stand before them."""
    results = {}
    for test in tests:
        missing = next((name for name in test.needed
                        if name not in results or not results[name].passed), None)
        results[test.name] = blocked(test, missing) if missing else try_one(test)
    return list(results.values())


def none_built(exercise, tests, reason):
    """The Results where there is no program."""
    return [failed(test, reason, kind="build") for test in tests]


def total(results):
    return sum(result.points for result in results)
