"""Running a program under valgrind, and telling which line of the student's is to blame.

valgrind's report comes over a pipe: a program can add to it, but take nothing back. A report
that cannot be read, or does not come to its end, counts as a mistake.
"""
import re
import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from exercises_lib import ROOT
import debug_information
from running_cases import read_several, run_with_report, write_cases, write_several

MEMORY = 2 << 30  # of address space, with what valgrind takes for itself
SUPPRESSIONS = ROOT / "common" / "tools" / "valgrind.supp"
OPTIONS = ["--quiet", "--xml=yes", "--leak-check=full", "--show-leak-kinds=definite,possible",
           "--errors-for-leak-kinds=definite,possible", "--num-callers=24", "--read-inline-info=no",
           "--child-silent-after-fork=yes", "--max-stackframe=100000000", "--vex-guest-chase=no",
           "--run-libc-freeres=no",  # the last two: less to translate
           "--vgdb=no"]  # no pipes for a debugger that never comes


@dataclass(frozen=True)
class MemoryMistake:
    kind: str       # "leak", "invalid-read", "invalid-write", "uninitialised", "invalid-free"
    sentence: str
    line: int = 0   # of the student's file; 0: none of its lines is to blame directly


def available():
    return shutil.which("valgrind") is not None


def run_watched(exercise, program, cases, seconds, prefix=(), folder=None):
    """(Run, [MemoryMistake]): PREFIX, a sandbox, goes before valgrind. Where a number comes from that
    was never set is looked into only if there is one: it takes valgrind half as long again."""
    run, mistakes = watch(exercise, program, cases, seconds, prefix, folder)
    if any(mistake.kind == "uninitialised" for mistake in mistakes):
        again = watch(exercise, program, cases, seconds, prefix, folder, "--track-origins=yes")[1]
        mistakes = again if any(mistake.kind == "uninitialised" for mistake in again) else mistakes
    return run, mistakes


def watch(exercise, program, cases, seconds, prefix, folder, *more):
    run, report = run_with_report(valgrind(prefix, *more, program), write_cases(cases), seconds, MEMORY,
                                  folder)
    mistakes = read_report(report, exercise.file)
    if mistakes is None and run.stopped:
        return run, []  # that it was stopped is said anyway
    return run, mistakes if mistakes is not None else [UNREADABLE]


def valgrind(prefix, *words):
    return [*(prefix or debug_information.hidden()), "valgrind", *OPTIONS, f"--suppressions={SUPPRESSIONS}",
            "--xml-fd={report}", *words]


def run_together(together, programs, cases, seconds, prefix=(), folder=None):
    """The answers of each of PROGRAMS to its CASES, or None where it made a mistake with memory. They run
    under one valgrind, whose beginning takes longer than all of them; TOGETHER is the program that runs
    them. All are None where one kept the others from running, or where nobody knows whose a mistake is."""
    run, report = run_with_report(valgrind(prefix, together, *programs), write_several(cases), seconds,
                                  MEMORY, folder)
    answers, to_blame = read_several(run.answered), blamed(report, programs)
    if run.stopped or run.status != 0 or to_blame is None or len(answers) != len(programs):
        return [None] * len(programs)
    return [None if program in to_blame else own for program, own in zip(programs, answers)]


def blamed(report, programs):
    """The PROGRAMS in whose code a mistake was made, or None if one may be anybody's."""
    try:
        root = ElementTree.fromstring(report)
    except ElementTree.ParseError:
        return None
    found = set()
    for error in root.findall("error"):
        objects = {frame.findtext("obj") for frame in error.iter("frame")}
        mistaken = {program for program in programs if str(program) in objects}
        if not mistaken and not error.findtext("kind", "").startswith("Leak_"):  # the loader has leaks
            return None
        found |= mistaken
    return found if root.find("errorcounts") is not None else None


UNREADABLE = MemoryMistake("no-report", "the memory check did not come to its end, so it counts as "
                                        "failed")


def read_report(report, file):
    """The mistakes in valgrind's XML, or None if that is broken."""
    try:
        root = ElementTree.fromstring(report)
    except ElementTree.ParseError:
        return None
    if root.tag != "valgrindoutput" or root.find("errorcounts") is None:
        return None
    return [mistake(error, file) for error in root.findall("error")]


def student_line(stack, file):
    """The line of the innermost frame in the student's file, or 0."""
    for frame in stack.findall("frame") if stack is not None else ():
        if frame.findtext("file") == file:
            return int(frame.findtext("line", "0"))
    return 0


def mistake(error, file):
    """One <error> in words."""
    kind = error.findtext("kind", "")
    stacks = error.findall("stack")
    line = student_line(stacks[0] if stacks else None, file)
    origin = student_line(stacks[1] if len(stacks) > 1 else None, file)
    what = error.findtext("what") or error.findtext("xwhat/text") or kind
    where = f"line {line}" if line else "a function that your code has called"
    if kind.startswith("Leak_"):
        return leak(error, line, what)
    if kind in ("InvalidRead", "InvalidWrite"):
        verb = "reads" if kind == "InvalidRead" else "writes"
        size = re.search(r"of size (\d+)", what)
        said = f"{where} {verb} {f'{size[1]} bytes' if size else 'memory'} that it may not touch"
        block = block_of(error.findtext("auxwhat", ""), origin)
        return MemoryMistake("invalid-" + verb[:-1], said + (f": {block}" if block else "") + ".", line)
    if kind in ("UninitCondition", "UninitValue", "SyscallParam"):
        if line:
            said = f"line {line} uses a number that was never set"
        else:
            said = "your function hands back a number that was never set"
        return MemoryMistake("uninitialised", said + made_at(origin) + ".", line or origin)
    if kind in ("InvalidFree", "MismatchedFree"):
        said = f"{where} frees what is no block of malloc's, or was freed before."
        return MemoryMistake("invalid-free", said, line)
    return MemoryMistake("memory", f"{where}: {what}.", line)


def leak(error, line, what):
    size = int(error.findtext("xwhat/leakedbytes", "0"))
    count = int(error.findtext("xwhat/leakedblocks", "1"))
    blocks = f"{size} bytes" if count == 1 else f"{count} blocks, {size} bytes in all,"
    where = f"at line {line}" if line else "by a function that your code has called"
    if not size:
        return MemoryMistake("leak", what + ".", line)
    return MemoryMistake("leak", f"it leaks memory: {blocks} allocated {where} are never freed.", line)


def made_at(origin):
    return f" (of a variable or a block that begins its life at line {origin})" if origin else ""


def block_of(told, origin):
    """Where an address is, in a reader's words."""
    found = re.search(r"is (\d+) bytes (before|after|inside) a block of size ([\d,]+) (alloc|free)",
                      told)
    whose = f"that line {origin} allocated" if origin else "that it was given"
    if found is None:
        return ""
    off, side, size, state = found.groups()
    if state == "free":
        return f"a block of {size} bytes that was freed already"
    if side == "inside":
        return f"in a block of {size} bytes {whose}"
    place = "just " if off == "0" else f"{off} bytes "
    where = "past the end of" if side == "after" else "before"
    return f"{place}{where} a block of {size} bytes {whose}"
