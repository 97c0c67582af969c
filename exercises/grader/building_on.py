"""Which exercises build on which: whose program calls a function that another exercise asks for.

In a handout those functions are stubs. There an exercise is linked with the student's own work on
the others: each of their files is compiled once more, with other names for all but the functions
in question, and in the chapters those are weak, so that the student's take their place.

Who calls whom is read off the text: a word in a function's body that is a function's name counts
as a call. That may be a call too many, never one too few.
"""
import re
from functools import lru_cache

import pieces
from compiling import rooms
from exercises_lib import ROOT

WORD = re.compile(r"(?<![\w.>])[A-Za-z_]\w*\b")  # no member's name
COMMENT = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*\"""", re.S)


@lru_cache(maxsize=None)
def words_of(path):
    """{definition: the words in its text} of a C file, paths in the repository."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return {name: words("\n".join(lines[d.code - 1:d.last]))
            for name, found in pieces.definitions(ROOT / path).items()
            for d in found if d.kind == "def"}


def words(text):
    return frozenset(WORD.findall(COMMENT.sub(" ", text)))


def sources(exercise):
    """The C files of an exercise's program, and their headers."""
    files = [path.relative_to(ROOT) for room in rooms(exercise.chapter)
             for path in sorted((ROOT / room).glob("*.[ch]"))
             if not path.name.startswith(("test_", "fuzz_", "main."))]
    return [str(path) for path in files] + [exercise.source] * exercise.is_extension


def called(exercise):
    """{(file, definition)} that the exercise's driver may come to use."""
    files = sources(exercise)
    places = {}
    for file in files:
        for name in words_of(file):
            if not is_static(file, name) or file.endswith(".h"):
                places.setdefault(name, []).append(file)
    found = set()
    waiting = [("", word) for word in words((exercise.folder / "driver.c").read_text(encoding="utf-8"))]
    while waiting:
        near, word = waiting.pop()
        for file in [near] if near and word in words_of(near) else places.get(word, []):
            if (file, word) not in found:
                found.add((file, word))
                waiting += [(file, other) for other in words_of(file)[word]]
    return found


@lru_cache(maxsize=None)
def is_static(source, name):
    lines = (ROOT / source).read_text(encoding="utf-8").splitlines()
    return any(lines[d.code - 1].startswith("static") for d in pieces.definitions(ROOT / source)[name])


def exported(source):
    """The functions and variables of SOURCE that other files can use."""
    return [name for name, found in pieces.definitions(ROOT / source).items()
            if len(found) == 1 and found[0].kind == "def" and is_object(source, name)
            and not is_static(source, name)]


def is_object(source, name):
    """Whether it is a function or a variable, no type or macro."""
    d = pieces.one(ROOT / source, name)
    text = " ".join((ROOT / source).read_text(encoding="utf-8").splitlines()[d.code - 1:d.last])
    after = r"(\([^{;]*\)\s*\{|(\[[^]]*\]\s*)*[=;])"  # a body, or a value, or neither
    return re.match(rf"(?!typedef|#)[^={{;(]*\b{name}\s*{after}", text) is not None


def carriers(exercise):
    """The functions of its source, callable from elsewhere, whose work includes the exercise's own."""
    words = words_of(exercise.source)
    carrying = set(exercise.functions)
    while True:
        more = {name for name, used in words.items() if used & carrying} - carrying
        if not more:
            return sorted(carrying & set(exported(exercise.source)))
        carrying |= more


def builds_on(exercise, others):
    """{slug: {"file", "rename"}} of those OTHERS, not of the same file, that EXERCISE builds on.

    Where two others are in one file, each function comes from one of them: from the one whose file has
    more of that file's answers."""
    used = called(exercise)
    needed = [other for other in others if not other.is_extension and other.source != exercise.source
              and any((other.source, name) in used for name in other.functions)]
    found, provided = {}, set()
    for other in sorted(needed, key=lambda other: -len({*other.functions, *other.keeps})):
        kept = {(other.source, name) for name in carriers(other)} - provided
        if kept:
            provided |= kept
            found[other.slug] = {"file": other.file, "rename": [
                name for name in exported(other.source) if (other.source, name) not in kept]}
    return dict(sorted(found.items()))
