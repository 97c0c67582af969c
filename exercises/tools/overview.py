"""Where one stands: the list of exercises, and what is next."""
import os
import re
from pathlib import Path

import public
from exercises_lib import ROOT
from terminal import bold, dim, good

BAR = 24
PLACE = re.compile(r"/\* Your code here\. \*/")


def overview_lines(slugs, entries):
    descriptions = {slug: public.read(slug) for slug in slugs}
    passed = [slug for slug in slugs if slug in entries and entries[slug].passed]
    filled = BAR * len(passed) // max(1, len(slugs))
    lines = [f"[{'#' * filled}{'-' * (BAR - filled)}] {len(passed)} of {len(slugs)} exercises passed"]
    width = max(map(len, slugs), default=0)
    chapter = None
    for slug in slugs:
        if slug[:2] != chapter:
            chapter = slug[:2]
            lines += ["", bold(chapter_title(chapter))]
        lines.append(exercise_line(slug, descriptions[slug], entries.get(slug), width))
    return lines


def chapter_title(number):
    """From the chapter's first heading."""
    for path in sorted(ROOT.glob(f"chapters/{number}-*/chapter.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                return f"Chapter {int(number)}: {re.sub(r' *{.*}$', '', line[2:])}"
    return f"Chapter {int(number)}"


def exercise_line(slug, description, entry, width):
    mark = good("done ") if entry and entry.passed else "begun" if entry else "     "
    points = f"{entry.points} of {entry.most}" if entry and entry.most else ""
    minutes = "" if entry and entry.passed else dim(f"{description['minutes']} min")
    return f"  {mark} {slug:{width}}  {description['title']}  {points}  {minutes}".rstrip()


def next_lines(slug):
    if slug is None:
        return [good("Every exercise is passed.")]
    exercise = public.open_exercise(slug)[0]
    return [f"Next: {bold(slug)}, {exercise.title} (about {exercise.minutes} minutes)",
            *where_to_write(exercise), f"  then   make try EX={slug}"]


def where_to_write(exercise):
    folder = os.path.relpath(public.student_file(exercise).parent)
    return [f"  read   {folder}/task.md", f"  write  {place_to_write(exercise)}"]


def place_to_write(exercise):
    """FILE:LINE of the first function that is not written yet, as editors and terminals know it."""
    path = public.student_file(exercise)
    name = os.path.relpath(path)
    lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    line = next((n for n, text in enumerate(lines, 1) if PLACE.search(text)), None)
    return f"{name}:{line}" if line else name

