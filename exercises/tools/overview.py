"""Where one stands: the list of exercises, and what is next."""
import os
import re

import public
from exercises_lib import ROOT
from terminal import bold, dim, good

BAR = 24
PLACE = "/* Your code here. */"


def overview_lines(slugs, entries):
    descriptions = {slug: public.read(slug) for slug in slugs}
    passed = [slug for slug in slugs if slug in entries and entries[slug].passed]
    filled = BAR * len(passed) // max(1, len(slugs))
    bar = "#" * filled + "-" * (BAR - filled)
    lines = [f"[{bar}] {len(passed)} of {len(slugs)} exercises passed"]
    widths = (max(map(len, slugs), default=0),
              max((len(told["title"]) for told in descriptions.values()), default=0))
    chapter = None
    for slug in slugs:
        if slug[:2] != chapter:
            chapter = slug[:2]
            lines += ["", bold(chapter_title(chapter))]
        lines.append(exercise_line(slug, descriptions[slug], entries.get(slug), widths))
    return lines


def chapter_title(number):
    """From the chapter's first heading."""
    for path in sorted(ROOT.glob(f"chapters/{number}-*/chapter.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                return f"Chapter {int(number)}: {re.sub(r' *{.*}$', '', line[2:])}"
    return f"Chapter {int(number)}"


def exercise_line(slug, description, entry, widths):
    mark = good("done ") if entry and entry.passed else "begun" if entry else "     "
    state = dim(f"{description['minutes']} minutes")
    if entry and entry.most:
        state = f"{entry.points} of {entry.most} points"
    return f"  {mark} {slug:{widths[0]}}  {description['title']:{widths[1]}}  {state}"


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
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    line = next((n for n, code in enumerate(text.splitlines(), 1) if PLACE in code), None)
    return f"{name}:{line}" if line else name

