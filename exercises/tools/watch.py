"""Tests an exercise again whenever its file, or another exercise's, is saved."""
import select
import sys
import time
from contextlib import contextmanager

import public
from exercises_lib import EXERCISES, ExerciseError
from terminal import dim

LOOK = 0.3  # seconds between two looks at the files


def saved_at():
    """{path: time} of every file that a student writes."""
    found = {}
    for path in EXERCISES.glob("[0-9]*/*.[ch]"):
        try:
            found[path] = path.stat().st_mtime_ns
        except FileNotFoundError:  # an editor is about to put the new one there
            pass
    return found


@contextmanager
def single_keys():
    """Keys come one by one, if there is a keyboard."""
    if not sys.stdin.isatty():
        yield
        return
    import termios
    import tty
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def key_within(seconds):
    if not sys.stdin.isatty():
        time.sleep(seconds)
        return ""
    return sys.stdin.read(1) if select.select([sys.stdin], [], [], seconds)[0] else ""


def show(slug, try_one):
    if sys.stdout.isatty():
        sys.stdout.write("\033[2J\033[3J\033[H")
    try:
        try_one(slug)
    except ExerciseError as error:
        print(error)
    keys = "h: hint, r: run again, q: quit" if sys.stdin.isatty() else "Ctrl-C ends it"
    print(dim(f"\nWaiting for {slug} (or another exercise) to be saved. {keys}"), flush=True)


def watch(slug, try_one, hint):
    before = saved_at()
    with single_keys():
        show(slug, try_one)
        while True:
            key = key_within(LOOK)
            now = saved_at()
            changed = [path for path, when in now.items() if before.get(path) != when]
            before = now
            if key == "q":
                return True
            if key == "h":
                hint(slug)
            elif changed or key == "r":
                slug = changed[0].parent.name if changed else slug
                if slug in public.public_slugs():
                    show(slug, try_one)
