"""Building the house for the checks: each variant once a run, whoever asks first.

Everything goes to build/check/VARIANT, with warnings as errors, so that a reader's own build
stays as it is. Test processes share one machine: a lock for each variant makes the others wait.
"""
import contextlib
import fcntl
import functools
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "build" / "check"
DOUBLE = "/* variant: double */"
WHOLE = ("programs", "tests")
ALL_OF = {"gcc": WHOLE, "clang": WHOLE, "baseline": WHOLE, "asan": WHOLE,
          "double": (), "fuzz": ("fuzzers",)}
WATCHED = {"valgrind": "baseline"}  # what valgrind runs, and knows all instructions of


def session():
    """Names this run of the checks; workers inherit it."""
    return os.environ.setdefault("CHECK_SESSION", str(os.getpid()))


def jobs():
    return os.environ.get("JOBS") or str(len(os.sched_getaffinity(0)))


@contextlib.contextmanager
def locked(name):
    CHECK.mkdir(parents=True, exist_ok=True)
    with open(CHECK / f"{name}.lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def of_this_run(stamp):
    return stamp.exists() and stamp.read_text(encoding="ascii") == session()


def once(stamp):
    """Whether this is the first time in this run that STAMP is asked for."""
    if of_this_run(stamp):
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(session(), encoding="ascii")
    return True


def is_double(source):
    """Whether a test file runs with `real` as double, and only so."""
    with open(source, encoding="utf-8") as file:
        return DOUBLE in file.read(500)


def make(variant, targets):
    command = ["make", "-k", f"-j{jobs()}", "--no-print-directory", "-f", "chapters/chapter.mk",
               f"VARIANT={'' if variant == 'gcc' else variant}", f"BUILD={CHECK / variant}",
               "ROOT=.", "WERROR=1", *(["CC=gcc"] if variant == "gcc" else []), *targets]
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CC", "CFLAGS")}
    result = subprocess.run(command, cwd=ROOT, env=environment, text=True, check=False,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)
    return result.returncode, result.stdout


def complaints(output):
    """What compilers and make said, without the commands."""
    return "\n".join(line for line in output.splitlines()
                     if not line.startswith(("cc ", "gcc ", "clang ")))


def build(variant, *targets):
    """Bring TARGETS (default: everything) up to date; return '' or what went wrong."""
    whole = CHECK / variant / "whole"  # written when all that there is could be built
    with locked(variant):
        if once(CHECK / variant / "session") and ALL_OF[variant]:
            status, output = make(variant, ALL_OF[variant])  # both cores at once
            if is_clean(status, output):
                once(whole)
        if of_this_run(whole) and all(map(os.path.exists, targets)):
            return ""
        status, output = make(variant, targets or ALL_OF[variant])
    return "" if is_clean(status, output) else complaints(output)


def is_clean(status, output):
    return status == 0 and "warning:" not in output


def program_of(source):
    """The name of the program that a test, fuzz target or benchmark is built into."""
    return f"{source.parent.name}-{source.stem}"


def built(variant, program):
    """The path of an up-to-date program; raises RuntimeError with what went wrong."""
    of = WATCHED.get(variant, variant)
    path = CHECK / of / "bin" / program
    errors = build(of, str(path))
    if errors:
        raise RuntimeError(f"{program} does not build ({of}):\n{errors}")
    return path


@functools.lru_cache(maxsize=None)
def lacks(variant):
    """Why a variant cannot be built on this machine; '' if it can."""
    tool = {"clang": "clang", "fuzz": "clang", "valgrind": "valgrind"}.get(variant, "gcc")
    if shutil.which(tool) is None:
        return f"{tool} is not installed"
    probe = {"clang": ["clang", "-fopenmp"], "fuzz": ["clang", "-fsanitize=fuzzer-no-link,address"],
             "asan": ["gcc", "-fsanitize=address,undefined"],
             "double": ["gcc", "-fsanitize=address,undefined"]}.get(variant)
    if probe is None:
        return ""
    result = subprocess.run([*probe, "-x", "c", "-o", os.devnull, "-"], text=True, check=False,
                            input="int main(void) { return 0; }", capture_output=True)
    return "" if result.returncode == 0 else f"{' '.join(probe)} does not link here"
