"""What is packed for students and for Gradescope, and that it works where it is unpacked."""
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import gradescope  # noqa: E402
import handout  # noqa: E402
import pieces  # noqa: E402
from asking import Refusal, exercises_of, words_of  # noqa: E402
from building_on import builds_on  # noqa: E402
from handout import body, squeezed  # noqa: E402
from exercises_lib import ROOT, load, load_all, slugs  # noqa: E402

SLUG = "01-matrix-product"
CHAPTERS = sorted({exercise.chapter for exercise in load_all()})
SHORT = 40  # characters of a body that might stand anywhere


@lru_cache(maxsize=None)
def handed_out(chapter):
    return handout.contents(exercises_of([str(chapter)]))


def keeps(file, name):
    """Whether FILE is a starter that cannot do without NAME: `make handout` says so."""
    slug = file.split("/")[1] if file.startswith("exercises/") else ""
    return slug in slugs() and name in load(slug).keeps


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_solution_is_handed_out(chapter):
    """Neither a function's body, nor a definition that only a whole solution has."""
    texts = {name: squeezed(data.decode("utf-8")) for name, data in handed_out(chapter).items()}
    found = []
    for exercise in exercises_of([str(chapter)]):
        for name in exercise.functions:
            code = body(exercise.source, name)
            found += [f"{name} in {file}" for file, text in texts.items()
                      if len(code) >= SHORT and code in text and not keeps(file, name)]
    assert found == []


def test_the_search_finds_what_it_looks_for():
    """In the solution itself, with other blanks and comments."""
    code = body("chapters/01-forward/matmul.c", "matmul_naive")
    text = (ROOT / "chapters" / "01-forward" / "matmul.c").read_text(encoding="utf-8")
    assert len(code) >= SHORT and code in squeezed(text.replace("{", "{ /* x */\n\t"))
    assert code not in squeezed(handed_out(1)["exercises/01-matrix-product/matmul.c"].decode())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_hidden_test_is_handed_out(chapter):
    files = handed_out(chapter)
    assert not [name for name in files if name.startswith(("solutions/", "exercises/grader/"))
                or "wrong/" in name or name.endswith("exercise.py")]
    for exercise in exercises_of([str(chapter)]):
        public = json.loads(files[f"exercises/{exercise.slug}/public.json"])
        for test in public["tests"]:
            hidden = exercise.test(test["name"]).hidden
            assert test["hidden"] == hidden
            assert ("cases" in test) != hidden and ("expected" in test) != hidden


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_tasks_and_public_tests_are_those_of_the_repository(chapter):
    for name, data in handed_out(chapter).items():  # the .c files may be in work
        if re.match(r"exercises/\d\d-", name) and name.endswith(("task.md", "public.json")):
            assert without_builds_on(data) == (ROOT / name).read_bytes(), name


def without_builds_on(data):
    return re.sub(rb'"builds_on": .*\n', b"", data)


def unpacked(path, folder):
    with tarfile.open(path) as archive:
        names = archive.getnames()
        archive.extractall(folder)
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 1
    return folder / tops.pop()


def make(folder, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(["make", *words], cwd=folder, check=False, capture_output=True, text=True,
                          timeout=600, env=environment, stdin=subprocess.DEVNULL)


def test_the_handout_works_where_it_is_unpacked(tmp_path):
    """The student's loop from a fresh unpack: starter, solution, and what is handed in."""
    path, exercises = handout.pack([SLUG], tmp_path / "handout.tar.gz")
    assert [exercise.slug for exercise in exercises] == [SLUG]
    folder = unpacked(path, tmp_path)
    first = make(folder, "try", f"EX={SLUG}")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "This is the starter" in first.stdout and "Passed." not in first.stdout
    assert str(ROOT) not in first.stdout + first.stderr
    (folder / "exercises" / SLUG / "matmul.c").write_text(pieces.solution_text(load(SLUG)), encoding="utf-8")
    assert "Passed." in make(folder, "try", "EX=matrix-product").stdout
    assert "hint 1 of 3" in make(folder, "hint", f"EX={SLUG}").stdout
    assert "1 of 1 exercises passed" in make(folder).stdout
    assert "submission.tar.gz" in make(folder, "pack").stdout
    with tarfile.open(folder / "submission.tar.gz") as archive:
        assert archive.getnames() == [f"exercises/{SLUG}/matmul.c"]


def test_an_exercise_uses_the_students_own_work(tmp_path):
    """What builds on another exercise fails with its starter, and passes with its solution."""
    exercises = {e.slug: e for e in load_all()}
    pairs = [(e, builds_on(e, [o for o in exercises.values() if o.chapter == e.chapter and o is not e]))
             for e in exercises.values()]
    pairs = [(exercise, found) for exercise, found in pairs if found]
    if not pairs:
        pytest.skip("no exercise builds on another")
    exercise, found = min(pairs, key=lambda pair: (pair[0].chapter, len(pair[1])))
    folder = unpacked(handout.pack([exercise.slug, *found], tmp_path / "handout.tar.gz")[0], tmp_path)

    def solve(one):
        (folder / "exercises" / one.slug / one.file).write_text(pieces.solution_text(one), encoding="utf-8")
    solve(exercise)
    said = make(folder, "try", f"EX={exercise.slug}").stdout
    assert "Passed." not in said and "uses your own work on" in said
    for slug in found:
        solve(exercises[slug])
    assert "Passed." in make(folder, "try", f"EX={exercise.slug}").stdout


def test_the_same_handout_twice(tmp_path):
    one, two = (handout.pack([SLUG], tmp_path / name)[0].read_bytes() for name in ("1.tar.gz", "2.tar.gz"))
    assert one == two


# ---- Gradescope ------------------------------------------------------------------------------

def platform(folder, archive, submission):
    """/autograder as Gradescope sets it up. Returns it after setup.sh and run_autograder."""
    base = folder / "autograder"
    for name in ("source", "submission", "results"):
        (base / name).mkdir(parents=True)
    subprocess.run(["unzip", "-q", archive, "-d", base / "source"], check=True)
    shutil.copy2(base / "source" / "run_autograder", base / "run_autograder")
    for name, text in submission.items():
        (base / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "submission" / name).write_text(text, encoding="utf-8")
    return base


def run_script(base, path):
    done = subprocess.run([path], cwd=base, check=False, capture_output=True, text=True, timeout=900,
                          env={**os.environ, "AUTOGRADER": str(base)}, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def gradescope_base(tmp_path_factory):
    if shutil.which("unzip") is None:
        pytest.skip("unzip is not installed")
    folder = tmp_path_factory.mktemp("gradescope")
    archive = gradescope.pack([SLUG], folder / "autograder.zip")
    with zipfile.ZipFile(archive) as packed:
        assert {"setup.sh", "run_autograder"} <= set(packed.namelist())
    base = platform(folder, archive, {"matmul.c": pieces.solution_text(load(SLUG))})
    run_script(base, base / "source" / "setup.sh")
    return base


def results_of(base, **submission):
    """What run_autograder makes of a submission."""
    shutil.rmtree(base / "submission")
    (base / "submission").mkdir()
    for name, text in submission.items():
        (base / "submission" / f"{name}.c").write_text(text, encoding="utf-8")
    (base / "results" / "results.json").unlink(missing_ok=True)
    run_script(base, base / "run_autograder")
    return json.loads((base / "results" / "results.json").read_text(encoding="utf-8"))


def test_gradescope_full_marks(gradescope_base):
    results = results_of(gradescope_base, matmul=pieces.solution_text(load(SLUG)))
    assert results["score"] == load(SLUG).points
    assert {test["status"] for test in results["tests"]} == {"passed"}
    assert [test["visibility"] for test in results["tests"] if "hidden" in test["name"]] == ["after_due_date"]
    assert gradescope_base.joinpath("source").stat().st_mode & 0o077 == 0


def test_gradescope_nothing_handed_in(gradescope_base):
    results = results_of(gradescope_base)
    assert results["score"] == 0
    assert "01-matrix-product/matmul.c is missing" in results["output"]


def test_gradescope_has_a_result_even_if_the_grader_fails(gradescope_base):
    """Where the exercise itself is broken."""
    source = gradescope_base / "source" / "weights" / "solutions" / SLUG / "driver.c"
    right = source.read_text(encoding="utf-8")
    source.write_text(right + "#error a broken exercise\n", encoding="utf-8")
    (gradescope_base / "results" / "results.json").unlink(missing_ok=True)
    done = subprocess.run([gradescope_base / "run_autograder"], check=False, capture_output=True, timeout=600,
                          env={**os.environ, "AUTOGRADER": str(gradescope_base)})
    source.write_text(right, encoding="utf-8")
    assert done.returncode != 0
    results = json.loads((gradescope_base / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    assert all("grader error" in test["output"] for test in results["tests"])


# ---- what is asked ---------------------------------------------------------------------------

def test_asking():
    assert words_of(" 03,4 04-mask 3 ") == ["3", "4", "04-mask"]
    assert [e.slug for e in exercises_of([SLUG])] == [SLUG]
    assert SLUG in [e.slug for e in exercises_of(["1"])]
    for wrong in ("77", "01-nothing", "x"):
        with pytest.raises(Refusal, match="there is no exercise"):
            exercises_of([wrong])
