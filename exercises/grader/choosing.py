"""Which of a student's files is which exercise's.

The right place is exercises/NN-slug/FILE.c, in whatever folder. A file that is named or placed
otherwise is taken where it can only be that one, and the report says so.
"""
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Optional

from submissions import GIVEN

MENTIONED = 8  # extra files that are named; the others are counted


@dataclass(frozen=True)
class Handed:
    """What was found for one exercise."""
    name: str = ""                 # of the file, as in the submission
    data: Optional[bytes] = None   # None: nothing that can be graded
    note: str = ""                 # a sentence for the report


def plain(name):
    """A name without what browsers, mail programs and editors add to it: `Mask (1).c.txt`."""
    name = re.sub(r"\.(txt|bak|orig)$", "", name.casefold())
    stem, dot, suffix = name.rpartition(".")
    stem = re.sub(r"([ _-]*\(\d+\)|[ _-]+copy)+$", "", stem if dot else name)
    return (stem + dot + suffix) if dot else stem


def folder_of(name):
    return re.sub(r"[ _-]+", "-", name.casefold())


def is_given(parts):
    return bool(GIVEN & set(parts[:-2]))


def best(names):
    """The names that come first: below exercises/, not among what was given, least deep."""
    def rank(name):
        parts = PurePosixPath(name).parts
        return is_given(parts), "exercises" not in parts[:-2], len(parts)
    least = min(map(rank, names), default=None)
    return [name for name in names if rank(name) == least]


def candidates(names, exercise, alone):
    """Lists of names that could be the exercise's file, the most certain first; each with
    whether it has the right name. ALONE: no other exercise asks for a file of that name."""
    parts = {name: PurePosixPath(name).parts for name in names}
    here = [n for n in names if len(parts[n]) > 1 and folder_of(parts[n][-2]) == exercise.slug]
    yield [n for n in here if parts[n][-2:] == (exercise.slug, exercise.file)], True
    yield [n for n in here if plain(parts[n][-1]) == plain(exercise.file)], False
    yield [n for n in here if plain(parts[n][-1]).endswith(".c")], False
    if alone:
        loose = [n for n in names if not GIVEN & set(parts[n])
                 and not any(re.fullmatch(r"\d\d-.*", folder_of(part)) for part in parts[n][-2:-1])]
        yield [n for n in loose if parts[n][-1] == exercise.file], True
        yield [n for n in loose if plain(parts[n][-1]) == plain(exercise.file)], False


def choose(submission, exercise, alone):
    """The Handed of one exercise."""
    expected = f"{exercise.slug}/{exercise.file}"
    for names, right in candidates([*submission.files, *submission.too_large], exercise, alone):
        names = best(names)
        if len(names) > 1:
            return Handed(note=f"{expected} could be {' or '.join(names[:4])}: none is graded")
        if names and names[0] in submission.too_large:
            return Handed(names[0], note=f"{names[0]} has {submission.too_large[names[0]]:,} bytes: "
                                         "far too large, not read")
        if names:
            note = "" if right else f"expected {expected}, found {names[0]}: graded that"
            return Handed(names[0], submission.files[names[0]], note)
    return Handed(note=f"{expected} is missing")


def assign(submission, exercises):
    """({slug: Handed}, names of files that belong to no exercise)."""
    files = [exercise.file for exercise in exercises]
    found = {e.slug: choose(submission, e, files.count(e.file) == 1) for e in exercises}
    used = {handed.name for handed in found.values()}
    return found, [name for name in submission.files if name not in used and is_own(name, exercises)]


def is_own(name, exercises):
    """Whether a file is the student's own, not one that came with the handout."""
    parts = PurePosixPath(name).parts
    known = {"task.md", "public.json", "hints.md", "exercise.py", "driver.c"} | {
        exercise.header for exercise in exercises if exercise.header}
    return not GIVEN & set(parts[:-1]) and not (len(parts) > 1 and parts[-1] in known)


def extra_note(names):
    """A sentence about files that nobody asked for, or ''."""
    if not names:
        return ""
    more = f" and {len(names) - MENTIONED} more" if len(names) > MENTIONED else ""
    return f"not asked for: {', '.join(sorted(names)[:MENTIONED])}{more}"


def chapters_of(submission):
    """The chapters of which it has folders of exercises: {3, 4}."""
    found = set()
    for name in [*submission.files, *submission.too_large]:
        parts = PurePosixPath(name).parts
        if len(parts) > 1 and re.fullmatch(r"\d\d-.*", parts[-2]) and not is_given(parts):
            found.add(int(parts[-2][:2]))
    return found
