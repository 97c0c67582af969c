"""Taking C files apart by the names of their definitions, and putting others in their place.

So a starter and a wrong solution are the chapter's own file with a few definitions replaced:
there is no second copy of the code, and no marker in it.
"""
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from exercises_lib import ROOT, ExerciseError, load_all

sys.path.append(str(ROOT / "book" / "tools"))
from definitions import definitions_of, read_lines, run_ctags  # noqa: E402

HERE = "    /* Your code here. */"


@lru_cache(maxsize=None)
def definitions(path):
    """{name: its definition} of a C file; two of one name are told by `one`."""
    found = {}
    for d in definitions_of(str(path), run_ctags([str(path)])[str(path)]):
        for name in d.names:
            found.setdefault(name, []).append(d)
    return found


def one(path, name):
    found = definitions(path).get(name, [])
    if len(found) != 1:
        raise ExerciseError(f"{path}: {len(found) or 'no'} definitions of {name}")
    return found[0]


def text_of(path, name):
    """The definition with the comment above it, as a list of lines."""
    d = one(path, name)
    return Path(path).read_text(encoding="utf-8").splitlines()[d.first - 1:d.last]


def stub(path, name, statement, comment=HERE):
    """The function's signature, and a body that is to be written."""
    d = one(path, name)
    lines = read_lines(str(path))[d.code - 1:d.last]
    opening = next((n for n, line in enumerate(lines) if line.code.rstrip().endswith("{")), None)
    if opening is None:
        raise ExerciseError(f"{path}: {name} has no body")
    head = [line.text for line in lines[:opening + 1]]
    return [*head, comment, *([f"    {statement}"] if statement else []), "}"]


def replaced(path, pieces):
    """The file's lines with definitions replaced: pieces maps a name to its new lines."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    places = sorted(((one(path, name), new) for name, new in pieces.items()),
                    key=lambda place: -place[0].code)
    for d, new in places:
        lines[d.code - 1:d.last] = new
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=None)
def _all_functions():
    return [(e.slug, e.source, dict(e.functions)) for e in load_all()]


def of_other_exercises(exercise):
    """What others ask for in the same file: a starter does not give their answers away."""
    return {name: (slug, statement) for slug, source, functions in _all_functions()
            if source == exercise.source and slug != exercise.slug
            for name, statement in functions.items()
            if name not in exercise.functions and name not in exercise.keeps}


def hidden_pieces(exercise):
    return {name: stub(ROOT / exercise.source, name, statement, f"    /* This is exercise {slug}. */")
            for name, (slug, statement) in of_other_exercises(exercise).items()}


def starter_text(exercise):
    """The file that the student begins with."""
    path = ROOT / exercise.source
    stubs = {name: stub(path, name, statement) for name, statement in exercise.functions.items()}
    return replaced(path, {**hidden_pieces(exercise), **stubs})


def solution_text(exercise):
    """The starter with the exercise's own functions in it: what a perfect student hands in."""
    return replaced(ROOT / exercise.source, hidden_pieces(exercise))


# ---- wrong solutions -------------------------------------------------------------------------

@dataclass(frozen=True)
class Wrong:
    """A plausible mistake: solutions/NN-slug/wrong/NAME.c."""
    path: Path
    fails: tuple      # names of the tests that lose their points
    diagnosis: str    # the kind that the student is told

    @property
    def name(self):
        return self.path.stem


def read_wrong(path):
    text = path.read_text(encoding="utf-8")
    comment = re.match(r"\s*/\*(.*?)\*/", text, re.S)
    said = " ".join(re.sub(r"^\s*\*", "", line).strip()
                    for line in (comment[1] if comment else "").splitlines())
    found = re.search(r"fails:\s*(.+?)\s*diagnosis:\s*([\w-]+)", said)
    if found is None:
        raise ExerciseError(f"{path}: begins with no comment 'fails: TESTS diagnosis: KIND'")
    return Wrong(path, tuple(name.strip() for name in found[1].split(",")), found[2])


def wrong_solutions(exercise):
    return [read_wrong(path) for path in sorted((exercise.folder / "wrong").glob("*.c"))]


def wrong_text(exercise, wrong):
    """The source with what WRONG holds in it; what the source does not have goes before that."""
    source, path = ROOT / exercise.source, wrong.path
    lines = path.read_text(encoding="utf-8").splitlines()
    new = sorted({id(d): d for ds in definitions(path).values() for d in ds}.values(),
                 key=lambda d: d.code)
    pieces, waiting = {}, []
    for d in (d for d in new if d.kind == "def"):
        code = lines[d.code - 1:d.last]
        if definitions(source).get(d.names[0]):
            pieces[d.names[0]] = [*waiting, *code]
            waiting = []
        else:
            waiting += [*code, ""]
    if not pieces or waiting:
        raise ExerciseError(f"{path}: replaces nothing of {exercise.source} at its end")
    includes = [line for line in lines if line.startswith("#include")]
    text = replaced(source, {**hidden_pieces(exercise), **pieces})
    return "".join(line + "\n" for line in includes) + text
