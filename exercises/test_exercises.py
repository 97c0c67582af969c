"""Every exercise, tried on what is known of it: solution, starter, and each wrong solution."""
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))
import memory
import pieces
import rehearse
import starters
from compiling import TOGETHER
from exercises_lib import ROOT, SLUG, SOLUTIONS, in_order, load, slugs
from running_cases import write_cases
from student import hints
from test_static import INCLUDES, assert_silent, tool

SLUGS = slugs()
LEAST_WRONG, HINTS, LEAST_PER_CHAPTER, LEAST_IN_ALL = 3, 3, 5, 30
exercise_of = lru_cache(maxsize=None)(load)
needs_valgrind = pytest.mark.skipif(not memory.available(), reason="valgrind is not installed")


def assert_none(problems):
    if problems:
        pytest.fail("\n".join(problems)[:6000], pytrace=False)


@pytest.mark.parametrize("chapter", range(1, 7))
def test_enough_exercises(chapter):
    assert len([slug for slug in SLUGS if int(slug[:2]) == chapter]) >= LEAST_PER_CHAPTER


def test_enough_exercises_in_all():
    assert len(SLUGS) >= LEAST_IN_ALL


def test_order_has_every_exercise():
    lines = (ROOT / "exercises" / "order.txt").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if not line.startswith("#")]
    assert sorted(named) == SLUGS
    assert in_order(SLUGS) == named, "chapter by chapter"


def test_no_strays():
    """A folder without a definition, or a starter without an exercise, would go unnoticed."""
    folders = sorted(path.name for path in SOLUTIONS.iterdir() if path.is_dir() and path.name != "__pycache__")
    assert folders == SLUGS
    assert all(SLUG.fullmatch(slug) for slug in SLUGS)
    assert not starters.strays()


@needs_valgrind
@pytest.mark.parametrize("slug", SLUGS)
def test_solution_starter_and_mistakes(slug):
    """The solution has full marks; the starter compiles without a warning and fails every test; each
    wrong solution loses the points that it says, and no others, and is told its mistake."""
    exercise = exercise_of(slug)
    names = [test.name for test in exercise.tests]
    for wrong in pieces.wrong_solutions(exercise):
        unknown = [name for name in wrong.fails if name not in names]
        assert not unknown, f"{wrong.path}: no test is called {unknown}"
    assert_none(rehearse.problems(exercise))


@needs_valgrind
@pytest.mark.parametrize("chapter", range(1, 7))
def test_solutions_are_clean_under_valgrind(chapter):
    """On the public cases of all their tests, not only where memory is scored."""
    exercises = [exercise_of(slug) for slug in SLUGS if int(slug[:2]) == chapter]
    cases = [[case for test in exercise.public_tests for case in test.all_cases(exercise.slug)]
             for exercise in exercises]
    programs = [rehearse.solution_program(exercise.slug) for exercise in exercises]
    together = memory.run_together(TOGETHER, programs, cases, 60)
    for exercise, program, asked, answers in zip(exercises, programs, cases, together):
        if answers is None:  # why?
            run, mistakes = memory.run_watched(exercise, program, asked, 60)
            assert run.done and not mistakes, f"{exercise.slug}: {run.printed} {mistakes}"
        else:
            assert len(answers) == len(asked)


@pytest.mark.parametrize("slug", SLUGS)
def test_solution_is_what_the_book_shows(slug):
    """What the student's version is held against is, word for word, the definition in the chapter."""
    exercise = exercise_of(slug)
    solution, source = pieces.solution_text(exercise), ROOT / exercise.source
    for name in exercise.functions:
        assert "\n".join(pieces.text_of(source, name)) in solution


@pytest.mark.parametrize("slug", SLUGS)
def test_form(slug):
    exercise = exercise_of(slug)
    assert len(pieces.wrong_solutions(exercise)) >= LEAST_WRONG
    told = hints(exercise)
    assert len(told) == HINTS and all(len(text) > 40 for text in told)
    task = (exercise.folder / "task.md").read_text(encoding="utf-8")
    assert re.search(r"example|by hand", task, re.I) and re.search(r"\d", task)
    assert all(name in task for name in exercise.functions), "the task names each function"
    assert exercise.points > 0 and 5 <= exercise.minutes <= 120
    assert exercise.title and not exercise.title.endswith(".")
    assert any(test.hidden for test in exercise.tests) and exercise.public_tests
    assert all(test.points > 0 for test in exercise.tests)


@pytest.mark.parametrize("slug", SLUGS)
def test_starter_is_in_step(slug):
    assert_none(starters.out_of_step(exercise_of(slug)))


@pytest.mark.parametrize("slug", SLUGS)
def test_hidden_cases_are_drawn_anew(slug):
    """Another seed gives other questions: else they could be learned by heart."""
    exercise = exercise_of(slug)
    for test in exercise.tests:
        if test.hidden:
            assert test.draw is not None
            assert write_cases(test.all_cases(slug, 1)) != write_cases(test.all_cases(slug, 2))
            assert write_cases(test.all_cases(slug, 1)) == write_cases(test.all_cases(slug, 1))


# ---- the C of the exercises (harness/ is a room of common/tools/test_static.py) -----------------

C_FILES = sorted(path.relative_to(ROOT) for pattern in ("solutions/*/*.[ch]", "solutions/*/wrong/*.c")
                 for path in ROOT.glob(pattern))
EXTENSIONS = [path for path in C_FILES if path.suffix == ".c" and path.name != "driver.c"
              and path.parent.name != "wrong"]


@pytest.mark.parametrize("slug", SLUGS)
def test_format(slug):
    files = [path for path in C_FILES if path.parts[1] == slug]
    assert len(files) > LEAST_WRONG
    assert_silent(tool("clang-format"), "--dry-run", "-Werror", *files)


@pytest.mark.parametrize("source", EXTENSIONS, ids=str)
def test_clang_tidy(source):
    said = subprocess.run([tool("clang-tidy"), "--quiet", str(source), "--", "-std=c11",
                           "-D_POSIX_C_SOURCE=200809L", "-fopenmp", *INCLUDES], cwd=ROOT, text=True,
                          check=False, stdin=subprocess.DEVNULL, capture_output=True)
    assert said.returncode == 0 and not said.stdout.strip(), said.stdout[:3000]
