"""What grading a student's file takes, in a folder apart from the project.

The kit looks like the project but has only headers, the objects that the student's file is
linked with, and what valgrind reads: no source, no test, no expected answer. It is all of the
project that a student's compiler can see.
"""
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import debug_information
import memory
from compiling import HARNESS, TOGETHER, parts, rooms
from exercises_lib import ROOT


def copy(path, kit):
    target = kit / path.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    return target


def headers(exercise):
    folders = [ROOT / room for room in rooms(exercise.chapter)] + [HARNESS]
    found = [path for folder in folders for path in folder.glob("*.h")]
    return found + ([exercise.folder / exercise.header] if exercise.header else [])


def fill(kit, exercises):
    suppressions = ROOT / "common" / "tools" / "valgrind.supp"
    files = {suppressions}
    for exercise in exercises:
        files.update(headers(exercise), parts(exercise))
    for path in sorted(files):
        copy(path, kit)
    if TOGETHER.exists():
        copy(TOGETHER, kit).chmod(0o755)
    # The sandbox does not see those of the project.
    memory.SUPPRESSIONS = kit / suppressions.relative_to(ROOT)
    debug_information.OWN = str(kit / "debug-information")
    debug_information.least()  # puts it there now, as the workers may read but not write


@contextmanager
def workshop(exercises):
    """A folder that is gone afterwards: with `kit`, which all may read, and a folder for each
    worker, made when it is needed. Nobody but root can list what else is in it."""
    folder = Path(tempfile.mkdtemp(prefix="weights-grader-")).resolve()
    own = memory.SUPPRESSIONS, debug_information.OWN
    try:
        folder.chmod(0o711)
        kit = folder / "kit"
        before = os.umask(0o022)
        try:
            kit.mkdir()
            fill(kit, exercises)
        finally:
            os.umask(before)
        yield folder
    finally:
        memory.SUPPRESSIONS, debug_information.OWN = own
        shutil.rmtree(folder, ignore_errors=True)
