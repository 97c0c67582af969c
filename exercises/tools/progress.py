"""Where a student stands: exercises/progress.txt, a line for each exercise that was begun.

    01-softmax  passed  7 of 7  hints 1  of 3f2a90c1  2026-11-25

`of` is the start of the SHA-256 of the file that was tested, so that a later change is noticed.
A line that cannot be read is as good as none.
"""
import datetime
import hashlib
import re
from dataclasses import dataclass, replace

from exercises_lib import EXERCISES

PATH = EXERCISES / "progress.txt"
HEADER = "# Where you stand; `make try` writes it. Without its line, an exercise is new again.\n"
LINE = re.compile(r"(\S+) +(begun|passed) +(\d+) of (\d+) +hints (\d+) +of (\w+) +([\d-]+)$")


@dataclass(frozen=True)
class Entry:
    state: str = "begun"   # or "passed": all public tests
    points: int = 0        # of the public tests
    most: int = 0
    hints: int = 0         # shown so far
    tested: str = "0"      # what file
    day: str = ""

    @property
    def passed(self):
        return self.state == "passed"


def fingerprint(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else "0"


def read():
    """{slug: Entry}"""
    try:
        lines = PATH.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    found = filter(None, map(LINE.match, lines))
    return {m[1]: Entry(m[2], int(m[3]), int(m[4]), int(m[5]), m[6], m[7]) for m in found}


def write(entries):
    width = max(map(len, entries), default=0)
    lines = [f"{slug:{width}}  {e.state:6}  {e.points} of {e.most}  hints {e.hints}  of {e.tested}"
             f"  {e.day}\n" for slug, e in sorted(entries.items())]
    aside = PATH.with_suffix(".new")
    aside.write_text(HEADER + "".join(lines), encoding="utf-8")
    aside.replace(PATH)


def update(slug, **changes):
    """Changes the exercise's entry, or begins it; returns it."""
    entries = read()
    today = datetime.date.today().isoformat()
    entries[slug] = replace(entries.get(slug, Entry()), day=today, **changes)
    write(entries)
    return entries[slug]


def forget(slug):
    entries = read()
    if entries.pop(slug, None):
        write(entries)
