"""From a student's file to a program that answers cases.

What does not depend on the student is built once, under build/exercises, whoever asks first:
the objects of the chapters and the driver (exercises/harness/library.mk), each exercise's
`run_case`, and an archive that has everything but the file which the student writes. Several
processes may ask at once: make runs under a lock, all else is written aside and renamed.
"""
import fcntl
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional

from exercises_lib import EXERCISES, ROOT, ExerciseError

BUILD = ROOT / "build" / "exercises"
HARNESS = EXERCISES / "harness"
TOGETHER = BUILD / "together"  # runs several programs; only where they are shared libraries
# A starter does not use yet what it is given.
QUIET = ["-Wno-unused-parameter", "-Wno-unused-function", "-Wno-unused-const-variable"]
# As written: valgrind sees every access and names its line, and it compiles in half the time.
STUDENTS = ["-O0", "-g1", *QUIET]
AS_NEEDED = [] if sys.platform == "darwin" else ["-Wl,--as-needed"]
MOST_SAID = 1 << 16  # bytes of complaints that are kept
SECONDS = 30  # more than any file takes that was written by hand


@dataclass(frozen=True)
class Built:
    program: Optional[Path]  # None: did not compile or link
    said: str                # by compiler and linker, warnings too

    @property
    def ok(self):
        return self.program is not None


def run_tool(command, seconds=SECONDS, folder=ROOT):
    """(succeeded, what it said) of a compiler or linker; a time-out is a failure."""
    with tempfile.TemporaryFile() as said:  # not a pipe: it may say gigabytes
        try:
            with subprocess.Popen([str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL,
                                  stdout=said, stderr=subprocess.STDOUT) as tool:
                if not ends_within(tool, seconds):
                    return False, f"not done after {seconds} seconds"
        except OSError as error:
            return False, f"{command[0]}: {error.strerror}"
        said.seek(0)
        return tool.returncode == 0, complaints(said)


def ends_within(process, seconds):
    """Whether it has; if not, it is killed. subprocess's own time-outs look only every 50 ms whether a
    process has ended, and a compiler takes no longer than that."""
    late = threading.Event()

    def give_up():
        late.set()
        process.kill()
    timer = threading.Timer(seconds, give_up)
    timer.start()
    try:
        process.wait()
    except BaseException:  # an interrupt, say: then nobody waits for it any more
        process.kill()
        raise
    finally:
        timer.cancel()
    return not late.is_set()


@contextmanager
def locked(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def replacing(path):
    """A name beside PATH to write to; it becomes PATH, at once, if all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


@lru_cache(maxsize=None)
def prepare():
    """Brings the library up to date, once a process; returns the words of a compiler's command, and of
    a linker's before and after the objects."""
    command = ["make", "-f", "exercises/harness/library.mk", "--no-print-directory", "-s",
               f"-j{os.cpu_count() or 1}", "ROOT=.", "VARIANT=exercises",
               f"BUILD={BUILD.relative_to(ROOT)}", "library"]
    with locked(BUILD / "lock"):
        ok, said = run_tool(["env", "-u", "MAKEFLAGS", "-u", "MFLAGS", *command], 600)
    if not ok:
        raise ExerciseError(f"the chapters cannot be built:\n{said}")
    return tuple(map(shlex.split, (BUILD / "flags").read_text(encoding="utf-8").splitlines()))


# What `prepare` has brought up to date stays as it is while this process lives, so that it is looked at
# once, and not for every file of every student.

@lru_cache(maxsize=None)
def rooms(chapter):
    """common/ and the chapters up to CHAPTER, as paths in the repository."""
    found = sorted(path for path in (ROOT / "chapters").glob("[0-9]*") if path.is_dir())
    return [Path("common"), *(path.relative_to(ROOT) for path in found
                              if int(path.name.split("-")[0]) <= chapter)]


def compile_command(exercise, more=()):
    includes = [f"-I{room}" for room in (*rooms(exercise.chapter), HARNESS.relative_to(ROOT), *more)]
    return [*prepare()[0], *includes, "-c"]


def newest(paths):
    return max(path.stat().st_mtime_ns for path in paths)


def is_current(path, time):
    """Whether a file is there and younger than TIME."""
    return path.exists() and path.stat().st_mtime_ns > time


@lru_cache(maxsize=None)
def newest_header(chapter):
    return newest([BUILD / "flags", *(header for room in (*rooms(chapter), HARNESS.relative_to(ROOT))
                                      for header in (ROOT / room).glob("*.h"))])


@lru_cache(maxsize=None)
def library_objects(chapter, source):
    """(the objects of the rooms up to CHAPTER without that of SOURCE, the youngest one's time)"""
    left_out = {source, "common/arena.c"}  # harness/strict_arena.c stands in
    found = [BUILD / "obj" / file.relative_to(ROOT).with_suffix(".o")
             for room in rooms(chapter) for file in sorted((ROOT / room).glob("*.c"))
             if not file.name.startswith(("test_", "fuzz_", "main."))
             and str(file.relative_to(ROOT)) not in left_out]
    return found, newest(found)


@lru_cache(maxsize=None)
def harness_objects():
    return [path for path in sorted((BUILD / "obj" / "exercises" / "harness").glob("*.o"))
            if path.stem != TOGETHER.stem]


def archive(exercise):
    """Everything of the chapters but what the student writes: nobody links what is asked for."""
    prepare()
    left_out = "" if exercise.is_extension else "-" + exercise.file.replace(".", "-")
    path = BUILD / "archives" / f"{exercise.chapter:02d}{left_out}.a"
    objects, time = library_objects(exercise.chapter, exercise.source)
    if not is_current(path, time):
        with replacing(path) as aside:
            aside.unlink()
            ok, said = run_tool(["ar", "rcs", aside, *objects])
            if not ok:
                raise ExerciseError(f"{path.name}: {said}")
    return path


def driver_object(exercise):
    """The exercise's `run_case`."""
    prepare()
    source = exercise.folder / "driver.c"
    if not source.is_file():
        raise ExerciseError(f"{source} is missing")
    path = BUILD / "drivers" / f"{exercise.slug}.o"
    own = newest([source, *exercise.folder.glob("*.h")])
    if not is_current(path, max(own, newest_header(exercise.chapter))):
        with replacing(path) as aside:
            ok, said = run_tool([*compile_command(exercise, [exercise.folder]), source, "-o", aside])
            if not ok or said:
                raise ExerciseError(f"{exercise.slug}/driver.c:\n{said}")
    return path


def other_work(exercise):
    """The student's own files of the exercises that this one builds on, for their functions alone."""
    objects = []
    for slug, told in exercise.builds_on.items():
        source = EXERCISES / slug / told["file"]
        path = BUILD / "built-on" / f"{slug}-by-{exercise.slug}.o"
        if not is_current(path, newest([source])):
            renamed = [f"-D{name}={name}_of_{slug.replace('-', '_')}" for name in told["rename"]]
            with replacing(path) as aside:
                ok, said = run_tool([*compile_command(exercise), "-w", *renamed, source, "-o", aside])
                if not ok:
                    raise ExerciseError(f"{exercise.slug} builds on {slug}, which does not compile:\n{said}")
        objects.append(path)
    return objects


def parts(exercise):
    """What a student's file is linked with."""
    prepare()
    return [driver_object(exercise), *harness_objects(), *other_work(exercise), archive(exercise)]


def object_of(program):
    return program.with_suffix(".o")


def build_command(exercise, source, program, root):
    """What a shell is to do so that SOURCE becomes PROGRAM."""
    folder = [exercise.folder.relative_to(ROOT)] if exercise.is_extension else []
    linked = [root / part.relative_to(ROOT) for part in parts(exercise)]
    _, linking, libraries = prepare()
    compiler = [*compile_command(exercise, folder), *STUDENTS, source, "-o", object_of(program)]
    linker = [*linking, "-fopenmp", *AS_NEEDED, object_of(program), *linked, *libraries, "-o", program]
    return " && ".join(shlex.join(map(str, words)) for words in (compiler, linker))


def build(exercise, source, program, prefix=(), root=ROOT):
    """Compiles and links SOURCE to PROGRAM. PREFIX goes before the compiler's command: a sandbox,
    which then sees `source`, the folder of `program` and ROOT, where headers and parts lie as
    they do in the repository."""
    program.parent.mkdir(parents=True, exist_ok=True)
    ok, said = run_tool([*prefix, "sh", "-c", build_command(exercise, source, program, root)], folder=root)
    object_of(program).unlink(missing_ok=True)
    return Built(program if ok else None, said)


def build_together(jobs, prefix, root):
    """The same for several (exercise, source, program) in one sandbox, which takes long to set up: a list
    with a Built for each that succeeded, in the time that one has; None for the others, which are to be
    built alone."""
    run_tool([*prefix, "sh", "-c", "\n".join(noted(program, build_command(exercise, source, program, root))
                                             for exercise, source, program in jobs)], folder=root)
    return [result_of(program) for *_, program in jobs]


def notes_of(program):
    """Files: what was said, and one that is there if all went well."""
    return program.with_suffix(".said"), program.with_suffix(".built")


def noted(program, command):
    said, built = (shlex.quote(str(path)) for path in notes_of(program))
    return f"{{ {command} ; }} >{said} 2>&1 && : >{built}"


def result_of(program):
    said, built = notes_of(program)
    object_of(program).unlink(missing_ok=True)
    if not built.exists():
        return None
    with open(os.open(said, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
        return Built(program, complaints(stream))


def complaints(stream):
    return stream.read(MOST_SAID).decode("utf-8", "replace").replace(f"{ROOT}/", "")
