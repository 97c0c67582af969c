"""The student's loop, from a starter to a passed exercise, as a student meets it."""
import os
import pty
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))
import memory
import overview
import pieces
import progress
import public
import starters
import student
import terminal
import watch
from exercises_lib import EXERCISES, ROOT, SOLUTIONS, load

SLUG = "01-matrix-product"
OTHER = "01-other"
pytestmark = pytest.mark.skipif(not memory.available(), reason="valgrind is not installed")


class House:
    """A folder exercises/ of its own, with one exercise as it is handed out."""

    def __init__(self, folder):
        self.folder = folder
        self.exercise = load(SLUG)
        self.file = folder / SLUG / self.exercise.file

    def write(self, text):
        self.file.write_text(text)

    def solve(self):
        self.write(pieces.solution_text(self.exercise))

    def mistake(self, name):
        wrong = pieces.read_wrong(self.exercise.folder / "wrong" / f"{name}.c")
        self.write(pieces.wrong_text(self.exercise, wrong))


@pytest.fixture
def house(tmp_path, monkeypatch):
    folder = tmp_path / "exercises"
    made = House(folder)
    for name, text in starters.generate(made.exercise).items():
        starters.write_file(folder / SLUG / name, text)
    for module in (public, starters, watch):
        monkeypatch.setattr(module, "EXERCISES", folder)
    monkeypatch.setattr(progress, "PATH", folder / "progress.txt")
    monkeypatch.setattr(starters, "slugs", lambda: [SLUG])
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def run(capsys):
    """run(words) -> (exit status, output)"""
    def run_student(*words):
        status = student.main(list(words))
        said = capsys.readouterr()
        return status, said.out + said.err
    return run_student


def test_starter(house, run):
    status, text = run("try", SLUG)
    assert status == 1
    assert "This is the starter as it was." in text
    assert f"write  exercises/{SLUG}/matmul.c:9" in text
    assert "failed by hand" in text and "waits  any shape" in text and "later  hidden shapes" in text
    assert "a (2 x 3)" in text and "expected c (2 x 2)" in text and "got c (2 x 2)" in text
    assert "First difference: c, row 0, column 1, is 7, expected -1" in text
    assert "What it looks like" not in text
    assert "make hint EX=01-matrix-product" in text
    assert progress.read()[SLUG].state == "begun"


def test_mistakes_are_explained(house, run):
    house.mistake("not_zeroed")
    status, text = run("try", SLUG)
    assert status == 1 and "What it looks like: `c` still has what was there before in it" in text
    house.mistake("leaks")
    status, text = run("try", SLUG)
    line = next(n for n, code in enumerate(house.file.read_text().splitlines(), 1) if "malloc(" in code)
    assert status == 1 and f"allocated at line {line} are" in text
    assert progress.read()[SLUG].points == 4


def test_passing(house, run):
    assert "First pass" in run("solution", SLUG)[1]
    house.solve()
    status, text = run("try", SLUG)
    assert status == 0 and "Passed." in text and "failed" not in text
    assert progress.read()[SLUG] == progress.Entry("passed", 5, 5, 0, progress.fingerprint(house.file),
                                                   progress.read()[SLUG].day)
    status, text = run("solution", SLUG)
    assert status == 0 and "sum += AT(a, i, k) * AT(b, k, j);" in text
    status, text = run("try")
    assert "[########################] 1 of 1 exercises passed" in text and f"done  {SLUG}" in text
    assert "Every exercise is passed." in text


def test_what_does_not_compile(house, run):
    house.write(house.file.read_text().replace("/* Your code here. */", "AT(c, 0, 0) = 1"))
    status, text = run("try", SLUG)
    assert status == 1 and "It does not compile yet." in text
    assert "matmul.c:9" in text and "expected" in text
    assert progress.read()[SLUG].points == 0


def test_warnings_are_shown(house, run):
    house.write(house.file.read_text().replace("/* Your code here. */", "int unused;"))
    assert "unused variable" in run("try", SLUG)[1]


def test_overview_tells_what_is_next_and_notices_changes(house, run):
    status, text = run("try")
    assert status == 0 and "0 of 1 exercises passed" in text
    assert f"Next: {SLUG}" in text and f"make try EX={SLUG}" in text
    assert "Chapter 1: Arrays and a forward pass" in text
    assert SLUG not in progress.read()  # nobody has begun
    house.solve()
    assert f"done  {SLUG}" in run("try")[1]
    house.mistake("overwrites")
    assert f"begun {SLUG}" in run("try")[1]
    assert not progress.read()[SLUG].passed


def test_hints_come_one_by_one(house, run):
    texts = student.hints(house.exercise)
    for n in range(3):
        said = run("hint", "matrix")[1]
        assert f"hint {n + 1} of 3" in said
        marks = [max(text.splitlines(), key=len) for text in texts]
        assert marks[n] in said and not any(mark in said for mark in marks[n + 1:])
        assert progress.read()[SLUG].hints == n + 1
    said = run("hint")[1]
    assert "hint 1 of 3" in said and "hint 3 of 3" in said and "all there is" in said
    run("try", SLUG)
    assert progress.read()[SLUG].hints == 3


def test_names(house, run):
    shutil.copytree(house.folder / SLUG, house.folder / OTHER)
    assert run("try", "99")[0] == 2
    status, text = run("try", "01-")
    assert status == 2 and "01-matrix-product, 01-other" in text
    assert student.choose("matrix") == SLUG and student.choose(OTHER) == OTHER
    assert student.main([]) == 2 and student.main(["dance"]) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"title": "x"}'])
def test_broken_public_file(house, run, text):
    (house.folder / SLUG / "public.json").write_text(text)
    status, said = run("try", SLUG)
    assert status == 2 and "public.json" in said and "make starters" in said


def test_a_missing_file(house, run):
    house.file.unlink()
    status, text = run("try", SLUG)
    assert status == 2 and "make starters" in text


def test_without_solutions(house, run, monkeypatch, tmp_path):
    """As in what an instructor hands out: driver and hints lie beside the starter."""
    for name in ("driver.c", "hints.md"):
        shutil.copy(SOLUTIONS / SLUG / name, house.folder / SLUG)
    monkeypatch.setattr(public, "SOLUTIONS", tmp_path / "none")
    monkeypatch.setattr(student, "SOLUTIONS", tmp_path / "none")
    house.mistake("not_zeroed")
    assert "still has what was there before" in run("try", SLUG)[1]
    house.solve()
    assert run("try", SLUG)[0] == 0
    assert "hint 1 of 3" in run("hint", SLUG)[1]
    assert run("solution", SLUG)[0] == 2
    for name, command in (("driver.c", "try"), ("hints.md", "hint")):
        (house.folder / SLUG / name).unlink()
        status, text = run(command, SLUG)
        assert status == 2 and f"{name} is missing" in text


# ---- progress --------------------------------------------------------------------------------

def test_progress_is_readable_and_lines_may_be_broken(house):
    progress.update(SLUG, state="passed", points=5, most=5, tested="abcdef01")
    progress.update(OTHER, hints=2)
    text = progress.PATH.read_text()
    assert text.startswith("#") and f"{SLUG}  passed  5 of 5  hints 0  of abcdef01  20" in text
    progress.PATH.write_text("nonsense\n" + text + "01-x passed many of 5 hints 0 of 0 -\n")
    assert sorted(progress.read()) == [SLUG, OTHER]
    progress.forget(OTHER)
    assert list(progress.read()) == [SLUG]


# ---- make starters ---------------------------------------------------------------------------

def starters_main(capsys, monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["starters.py", *words])
    return starters.main(), capsys.readouterr().out


def test_starters_keep_what_a_student_wrote(house, capsys, monkeypatch, run):
    untouched = house.file.read_text()
    house.write("/* mine */\n")
    (house.folder / SLUG / "task.md").write_text("old")
    status, said = starters_main(capsys, monkeypatch)
    assert "kept" in said and "AGAIN=01-matrix-product" in said
    assert house.file.read_text() == "/* mine */\n"
    assert (house.folder / SLUG / "task.md").read_text() != "old"
    starters_main(capsys, monkeypatch)
    assert house.file.read_text() == "/* mine */\n"
    run("try", SLUG)
    status, said = starters_main(capsys, monkeypatch, "--again", SLUG)
    assert status == 0 and house.file.read_text() == untouched
    assert Path(f"{house.file}~").read_text() == "/* mine */\n"
    assert SLUG not in progress.read()


def test_starters_renew_what_nobody_wrote(house, capsys, monkeypatch):
    old = "/* an older starter */\n"
    house.write(old)
    path = house.folder / SLUG / "public.json"
    path.write_text(path.read_text().replace(public.read(SLUG)["starter"], public.digest(old)))
    starters_main(capsys, monkeypatch)
    assert house.file.read_text() == pieces.starter_text(house.exercise)
    assert not starters.out_of_step(house.exercise)


@pytest.mark.parametrize("name", ["matmul.c", "task.md", "public.json"])
def test_out_of_step_is_noticed(house, name):
    assert not starters.out_of_step(house.exercise)
    with open(house.folder / SLUG / name, "a", encoding="utf-8") as file:
        file.write("\n")
    assert [name in line for line in starters.out_of_step(house.exercise)] == [True]
    (house.folder / SLUG / name).unlink()
    assert name in " ".join(starters.out_of_step(house.exercise))


def test_a_students_file_is_not_out_of_step(house, run):
    """But only the progress makes it a student's: a spoiled starter must not be committed."""
    house.solve()
    assert starters.out_of_step(house.exercise)
    run("try", SLUG)
    assert not starters.out_of_step(house.exercise)


def test_strays_are_noticed(house):
    assert not starters.strays()
    (house.folder / "03-gone").mkdir()
    assert "03-gone" in starters.strays()[0]


# ---- watch -----------------------------------------------------------------------------------

def test_watch_tests_what_is_saved(house, capsys, monkeypatch):
    def save():
        house.solve()
        os.utime(house.file, ns=(1, 1))
        return ""
    turns = iter([lambda: "", save, lambda: "", lambda: "h", lambda: "r", lambda: "q"])
    monkeypatch.setattr(watch, "key_within", lambda seconds: next(turns)())
    assert student.main(["watch"]) == 0
    text = capsys.readouterr().out
    assert text.count("Waiting for 01-matrix-product") == 3  # at first, when saved, again
    assert "failed by hand" in text and "Passed." in text and "hint 1 of 3" in text


def test_watch_survives_a_file_that_is_away(house, capsys, monkeypatch):
    turns = iter([lambda: house.file.rename(f"{house.file}~") and "", lambda: "",
                  lambda: Path(f"{house.file}~").rename(house.file) and "", lambda: "q"])
    monkeypatch.setattr(watch, "key_within", lambda seconds: next(turns)())
    assert student.main(["watch", SLUG]) == 0


# ---- as a command ----------------------------------------------------------------------------

# The command in a process of its own, on the real exercises but with a progress of its own.
SCRIPT = """
import sys; sys.path.insert(0, sys.argv[1])
import pathlib, progress, student
progress.PATH = pathlib.Path(sys.argv[2])
sys.exit(student.main(sys.argv[3:]))
"""


@pytest.fixture
def command(tmp_path):
    return [sys.executable, "-c", SCRIPT, EXERCISES / "tools", tmp_path / "progress.txt"]


def test_one_exercise_takes_less_than_three_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*command, "try", SLUG], cwd=ROOT, text=True, check=False, capture_output=True,
                          stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 3


def on_a_terminal(command, environment):
    """What a command prints that has a terminal to print to."""
    reading, writing = pty.openpty()
    with subprocess.Popen([*command, "try"], cwd=ROOT, env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, stdout=writing, stderr=writing) as process:
        os.close(writing)
        text = b""
        while True:
            try:
                chunk = os.read(reading, 1 << 16)
            except OSError:  # how the end of a terminal looks
                break
            if not chunk:
                break
            text += chunk
    os.close(reading)
    assert process.returncode == 0
    return text


def test_colour_is_for_terminals_only(command):
    plain = {"TERM": "xterm", "NO_COLOR": "1"}
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    assert b"\033[1m" in on_a_terminal(command, {**environment, "TERM": "xterm"})
    assert b"\033[" not in on_a_terminal(command, plain)
    assert b"\033[" not in on_a_terminal(command, {"TERM": "dumb"})
    piped = subprocess.run([*command, "try"], cwd=ROOT, check=True, capture_output=True)
    assert b"\033[" not in piped.stdout


def test_hints_show_code_as_code():
    assert terminal.markdown_lines("A `b` c\n\n```c\nint a;\n```") == ["A `b` c", "", "    int a;"]


def test_place_to_write_without_a_mark(house):
    house.solve()
    assert overview.place_to_write(house.exercise) == f"exercises/{SLUG}/matmul.c"
