"""What an exercise is, and where to find it: solutions/NN-slug/exercise.py defines `exercise`.

Everything here is data. Other modules build (compiling), run (running_cases), compare
(comparing), explain (diagnosing) and score (scoring); none of them keeps state.
"""
import importlib.util
import random
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional, Sequence

from comparing import compare

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "common" / "tools"))  # for those who import this module
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
SLUG = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


class ExerciseError(Exception):
    """Something about an exercise's own files is wrong; the sentence says where."""


@dataclass(frozen=True)
class Test:
    """One thing that is scored. A case maps input names to numbers, texts, lists or matrices."""
    __test__ = False         # no test of pytest's
    name: str
    points: int
    cases: Sequence[dict] = ()
    draw: Optional[Callable[[random.Random], dict]] = None  # draws one more case
    count: int = 1           # how many are drawn
    hidden: bool = False     # drawn from a seed of the grading run; no student sees it
    needs: object = ()       # the name, or names, of tests without which this one scores 0
    seconds: float = 2       # for all cases together
    memory: bool = False     # under valgrind: errors and leaks fail it, as wrong answers do

    @property
    def needed(self):
        return (self.needs,) if isinstance(self.needs, str) else tuple(self.needs)

    @property
    def limit(self):
        """The seconds it gets: valgrind takes long to begin, and slows down what it watches."""
        return self.seconds + 8 if self.memory else self.seconds

    def all_cases(self, slug, seed="public"):
        """The cases by hand, then the drawn ones: the same for the same exercise and seed."""
        drawn = []
        if self.draw is not None:
            source = random.Random(f"{seed}/{slug}/{self.name}")
            drawn = [self.draw(source) for _ in range(self.count)]
        return [*self.cases, *drawn]


@dataclass
class Exercise:
    title: str
    source: str              # "chapters/04-pruning/mask.c": where the solution is
    functions: dict          # name of what the student writes -> last statement of its starter
    minutes: int
    tests: Sequence[Test]
    tolerance: float = 1e-4  # relative to the largest expected number of an answer
    samples: Optional[str] = None  # the input whose columns are the batch
    checks: Sequence[Callable] = ()     # (case, answers) -> None or a sentence
    diagnoses: Sequence[Callable] = ()  # (case, expected, got) -> None or (kind, sentence)
    keeps: Sequence[str] = ()  # functions of other exercises that this one's starter needs whole
    # In a handout: {slug: {"file", "rename"}} of other exercises whose files, as the student has
    # them, are linked too, with the functions in `rename` under other names.
    builds_on: dict = field(default_factory=dict)
    slug: str = field(default="", compare=False)  # set by `load`
    folder: Optional[Path] = field(default=None, compare=False)

    @property
    def chapter(self):
        return int(self.slug[:2])

    @property
    def file(self):
        """The name of the file that the student writes."""
        return Path(self.source).name

    @property
    def header(self):
        """An extension's own header, or None."""
        header = (ROOT / self.source).with_suffix(".h")
        return header.name if self.is_extension and header.exists() else None

    @property
    def is_extension(self):
        return self.source.startswith("solutions/")

    @property
    def points(self):
        return sum(test.points for test in self.tests)

    @property
    def public_tests(self):
        return [test for test in self.tests if not test.hidden]

    def test(self, name):
        return next(test for test in self.tests if test.name == name)


def looks_like(kind, sentence, mistaken, tolerance=1e-4):
    """A diagnosis by name of a known mistake: `mistaken(case)` -> the answers it would give, or some
    of them."""
    def diagnosis(case, expected, got):
        wrong = mistaken(case)
        right = {name: expected[name] for name in wrong}
        evident = compare(right, wrong, tolerance)
        return (kind, sentence) if evident and not compare(wrong, got, tolerance) else None
    return diagnosis


def slugs():
    """The names of all exercises."""
    return sorted(path.parent.name for path in SOLUTIONS.glob("*/exercise.py"))


def in_order(names):
    """As exercises/order.txt has them, chapter by chapter; what it does not have comes after, by name."""
    path = EXERCISES / "order.txt"
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    place = {slug: number for number, slug in enumerate(lines)}
    return sorted(names, key=lambda slug: (slug[:2], place.get(slug, len(lines)), slug))


def load(slug):
    """The exercise of solutions/SLUG."""
    folder = SOLUTIONS / slug
    if not SLUG.fullmatch(slug) or not (folder / "exercise.py").is_file():
        raise ExerciseError(f"there is no exercise {slug}")
    spec = importlib.util.spec_from_file_location("exercise_" + re.sub(r"\W", "_", slug),
                                                  folder / "exercise.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.exercise
    found.slug, found.folder = slug, folder
    complain(found)
    return found


def load_all():
    return [load(slug) for slug in slugs()]


def complain(exercise):
    """Raises ExerciseError where a definition contradicts itself."""
    names = [test.name for test in exercise.tests]
    problems = [f"two tests are called '{name}'" for name in set(names) if names.count(name) > 1]
    for place, test in enumerate(exercise.tests):
        unknown = [name for name in test.needed if name not in names[:place]]
        problems += [f"'{test.name}' needs '{name}', which is no earlier test" for name in unknown]
        if not test.cases and test.draw is None:
            problems.append(f"'{test.name}' has no cases")
        if test.points < 0 or test.points != int(test.points):
            problems.append(f"'{test.name}' has {test.points} points")
    if not (ROOT / exercise.source).is_file():
        problems.append(f"there is no {exercise.source}")
    if problems:
        raise ExerciseError(f"{exercise.slug}: " + "; ".join(problems))
