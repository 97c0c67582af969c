"""Grading a class: restarting, changed submissions, errors of the grader's own, the reports."""
import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import choosing  # noqa: E402
import feedback  # noqa: E402
import formats  # noqa: E402
import pieces  # noqa: E402
import sandbox  # noqa: E402
import workers  # noqa: E402
from exercises_lib import ROOT, load  # noqa: E402
from submissions import Submission, read, shown  # noqa: E402

SLUG = "01-matrix-product"
EXERCISE = load(SLUG)
FULL = EXERCISE.points
HOSTILE = Path(__file__).parent / "hostile"
GRADE = Path(__file__).with_name("grade.py")


def wrong(name):
    return pieces.wrong_text(EXERCISE, next(w for w in pieces.wrong_solutions(EXERCISE) if w.name == name))


def hand_in(folder, **texts):
    for name, text in texts.items():
        target = folder / name / "exercises" / SLUG / "matmul.c"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def command(folder, out, *options):
    return [sys.executable, str(GRADE), "--submissions", str(folder), "--out", str(out), "--chapters", SLUG,
            *options]


def run(folder, out, *options):
    return subprocess.run(command(folder, out, *options), check=False, capture_output=True, text=True,
                          timeout=600, stdin=subprocess.DEVNULL)


def record(out, name):
    found = json.loads((out / "students" / name / "record.json").read_text(encoding="utf-8"))
    return found | {"own": next(e for e in found["exercises"] if e["exercise"] == SLUG)}


def own_tests(out, name):
    return {test["test"]: test for test in record(out, name)["own"]["tests"]}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of four: all right, one mistake, a leak, nothing written."""
    folder = tmp_path_factory.mktemp("class") / "handed in"
    hand_in(folder, ann=pieces.solution_text(EXERCISE), bob=wrong("transposed_b"), eve=wrong("leaks"),
            max=pieces.starter_text(EXERCISE))
    out = folder.parent / "out"
    done = run(folder, out)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, out, done


def test_points(graded):
    _, out, _ = graded
    assert record(out, "ann")["own"]["score"] == FULL
    assert record(out, "max")["own"]["score"] == 0
    leak = own_tests(out, "eve")
    assert [name for name, test in leak.items() if test["score"] == 0] == ["memory"]
    assert "line" in leak["memory"]["diagnosis"] and leak["memory"]["kind"] == "leak"


def test_a_test_that_needs_a_failed_one_is_not_tried(graded):
    tests = own_tests(graded[1], "bob")
    assert tests["by hand"]["status"] == "failed"
    assert tests["hidden shapes"]["status"] == "blocked"
    assert "needs 'by hand'" in tests["hidden shapes"]["reason"]


def test_failures_show_the_input(graded):
    test = own_tests(graded[1], "bob")["by hand"]
    for words in ("a (2 x 3)", "expected c", "First difference"):
        assert words in test["details"]


def test_the_starter_is_told_from_work(graded):
    assert all("as it was handed out" in test["reason"] for test in own_tests(graded[1], "max").values())


def test_the_gradebook(graded):
    rows = list(csv.DictReader(io.StringIO((graded[1] / "gradebook.csv").read_text(encoding="utf-8"))))
    assert [row["submission"] for row in rows] == ["ann", "bob", "eve", "max"]
    assert [int(row[SLUG]) for row in rows] == [record(graded[1], n)["own"]["score"]
                                                for n in ("ann", "bob", "eve", "max")]
    assert all((graded[1] / row["feedback"]).is_file() for row in rows)


def test_junit_is_well_formed_and_counts(graded):
    root = ElementTree.parse(graded[1] / "junit.xml").getroot()
    cases = root.findall("./testsuite/testcase")
    assert int(root.get("tests")) == len(cases) > 0
    assert int(root.get("failures")) == len(root.findall("./testsuite/testcase/failure"))
    assert int(root.get("skipped")) == len(root.findall("./testsuite/testcase/skipped"))
    own = [case for case in cases if case.get("classname") == f"ann.{SLUG}"]
    assert len(own) == len(EXERCISE.tests) and all(len(case) == 0 for case in own)


def test_gradescope_results(graded):
    results = json.loads((graded[1] / "students" / "eve" / "results.json").read_text(encoding="utf-8"))
    assert results["stdout_visibility"] == "hidden"
    assert results["score"] == sum(test["score"] for test in results["tests"])
    for test in results["tests"]:
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] == ("passed" if test["score"] == test["max_score"] else "failed")
        assert test["output_format"] == "text" and test["visibility"] == "visible"
    assert len({test["number"] for test in results["tests"]}) == len(results["tests"])


def test_hidden_tests_can_stay_hidden_on_gradescope(graded):
    results = formats.gradescope(record(graded[1], "ann"), "after_due_date")
    hidden = [test for test in results["tests"] if test["visibility"] == "after_due_date"]
    assert any("hidden shapes" in test["name"] for test in hidden)
    assert len(hidden) < len(results["tests"])


SEVERAL = ["01-largest", SLUG, "01-softmax"]
# Right but for what it does under valgrind.
SPOILERS = {"leaks": "if (c.rows == 1) { char *volatile p = malloc(5); p = 0; }",
            "ends": "if (getenv(\"LD_PRELOAD\") != NULL) exit(0);"}


def test_what_fails_together_is_tried_alone(tmp_path):
    """Right for ten calls of its process, which are all that any test makes."""
    folder, out = tmp_path / "handed in", tmp_path / "out"
    assert max(len(test.all_cases(SLUG)) for test in EXERCISE.tests) == 10
    tires = "static int calls;\n    if (calls++ == 10)\n        return;"
    hand_in(folder, ann=pieces.solution_text(EXERCISE).replace("matrix b)\n{", f"matrix b)\n{{\n    {tires}", 1))
    assert run(folder, out).returncode == 0
    assert record(out, "ann")["own"]["score"] == FULL


def test_a_mistake_with_memory_costs_no_other_exercise_its_points(tmp_path):
    """The tests of memory of a submission run in one process: what goes wrong there is its own exercise's."""
    folder, out = tmp_path / "handed in", tmp_path / "out"
    exercises = [load(slug) for slug in SEVERAL]
    for name in ["right", *SPOILERS]:
        for exercise in exercises:
            text = pieces.solution_text(exercise)
            target = folder / name / exercise.slug / exercise.file
            target.parent.mkdir(parents=True)
            if exercise.slug == SLUG and name != "right":
                text = text.replace("matrix b)\n{", f"matrix b)\n{{\n{SPOILERS[name]}", 1)
                text = f"#include <stdlib.h>\n{text}"
            target.write_text(text, encoding="utf-8")
    words = command(folder, out)
    words[words.index(SLUG)] = " ".join(SEVERAL)
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ["right", *SPOILERS]:
        lost = [(e["exercise"], test["test"]) for e in record(out, name)["exercises"] for test in e["tests"]
                if test["score"] == 0]
        assert lost == ([] if name == "right" else [(SLUG, "memory")]), name
    assert own_tests(out, "leaks")["memory"]["kind"] == "leak"


# ---- once more -------------------------------------------------------------------------------

def test_what_has_not_changed_is_not_graded_again(tmp_path):
    folder, out = tmp_path / "handed in", tmp_path / "out"
    hand_in(folder, ann=pieces.solution_text(EXERCISE), max=pieces.starter_text(EXERCISE))
    assert run(folder, out).returncode == 0
    before = (out / "students" / "ann" / "record.json").stat().st_mtime_ns
    seed = json.loads((out / "grading.json").read_text(encoding="utf-8"))["seed"]
    hand_in(folder, max=wrong("leaks"))
    done = run(folder, out)
    assert "1 of 2 are graded already" in done.stdout
    assert (out / "students" / "ann" / "record.json").stat().st_mtime_ns == before
    assert own_tests(out, "max")["by hand"]["status"] == "passed"
    assert json.loads((out / "grading.json").read_text(encoding="utf-8"))["seed"] == seed
    assert os.stat(out / "grading.json").st_mode & 0o077 == 0
    # Half a record is none.
    (out / "students" / "ann" / "record.json").write_text("{", encoding="ascii")
    assert "1 of 2 are graded already" in run(folder, out).stdout
    assert record(out, "ann")["own"]["score"] == FULL


def test_each_grading_has_hidden_cases_of_its_own(tmp_path):
    folder = tmp_path / "handed in"
    hand_in(folder, max=pieces.starter_text(EXERCISE))
    seeds = set()
    for name in ("one", "two"):
        run(folder, tmp_path / name)
        seeds.add(json.loads((tmp_path / name / "grading.json").read_text(encoding="utf-8"))["seed"])
    assert len(seeds) == 2


def test_an_interrupted_grading_goes_on(tmp_path):
    folder, out = tmp_path / "handed in", tmp_path / "out"
    slow = pieces.replaced(ROOT / EXERCISE.source, {"matmul_naive": []}) + \
        (HOSTILE / "sleeps.c").read_text(encoding="utf-8")
    hand_in(folder, a=pieces.solution_text(EXERCISE), b=slow, c=pieces.solution_text(EXERCISE))
    with subprocess.Popen(command(folder, out, "--jobs", "1"), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 120
        while not (out / "students" / "a" / "record.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)  # a Ctrl-C may be ignored here
        said = process.communicate()[0].decode()
    assert process.returncode == 130 and "goes on from here" in said
    assert record(out, "a")["own"]["score"] == FULL
    assert not (out / "students" / "c" / "record.json").exists()
    assert "not graded yet" in (out / "gradebook.csv").read_text(encoding="utf-8")
    hand_in(folder, b=pieces.starter_text(EXERCISE))
    done = run(folder, out)
    assert done.returncode == 0 and "1 of 3 are graded already" in done.stdout
    assert record(out, "c")["own"]["score"] == FULL


# ---- what goes wrong -------------------------------------------------------------------------

def test_an_error_of_the_grader_gives_no_points_and_says_so(tmp_path):
    """The folder of the student's results cannot be written: its process fails, the others' do not."""
    folder, out = tmp_path / "handed in", tmp_path / "out"
    hand_in(folder, ann=pieces.solution_text(EXERCISE), bob=pieces.solution_text(EXERCISE))
    # grade.py with a broken part, as a bug would break it
    broken = tmp_path / "broken.py"
    broken.write_text(f"""import runpy, sys
sys.path[:0] = [{str(GRADE.parent)!r}, {str(GRADE.parents[1] / "tools")!r}]
import grading
right = grading.note_passed
def note_passed(attempt, paper, run):
    if "-ann" in str(attempt.folder):
        raise RuntimeError("a bug")
    right(attempt, paper, run)
grading.note_passed = note_passed
sys.argv[0] = {str(GRADE)!r}
runpy.run_path({str(GRADE)!r}, run_name="__main__")
""", encoding="utf-8")
    done = subprocess.run([sys.executable, str(broken), *command(folder, out)[2:]], check=False,
                          capture_output=True, text=True, timeout=600)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "grader error" in done.stdout and "ann" in done.stdout
    assert record(out, "ann")["score"] == 0 and record(out, "bob")["own"]["score"] == FULL
    assert all("grader error: RuntimeError: a bug" in test["reason"] for test in own_tests(out, "ann").values())
    assert "GRADER ERROR" in (out / "gradebook.csv").read_text(encoding="utf-8")
    results = json.loads((out / "students" / "ann" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    # It was the grader's fault, so it is graded again without being asked.
    assert run(folder, out).returncode == 0
    assert record(out, "ann")["own"]["score"] == FULL


def test_a_worker_that_dies_or_hangs_is_told_of(tmp_path):
    told = {}

    def work(subject, worker):
        del worker
        if subject == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if subject == "hangs":
            time.sleep(60)
        if subject == "fails":
            raise MemoryError

    jobs = [workers.Job(name, 0.5) for name in ("dies", "hangs", "fails", "works")]
    workers.run_jobs(jobs, work, told.__setitem__, 2, tmp_path / "log", lambda worker: None)
    assert told == {"dies": "its process was ended by signal 9", "hangs": "it took too long",
                    "fails": "its process failed", "works": ""}
    assert "MemoryError" in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments, said", [
    (["", ""], "SUBMISSIONS=... is missing"),
    (["nowhere", "out"], "no such folder"),
    (["in", "in/out"], "lies in SUBMISSIONS"),
    (["in", "other"], "holds other files"),
    (["empty", "out"], "neither folders nor archives"),
])
def test_refusals(tmp_path, arguments, said):
    hand_in(tmp_path / "in", ann="")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").touch()
    done = run(*(tmp_path / name if name else "" for name in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists() or not (tmp_path / "out" / "gradebook.csv").exists()


def test_without_bubblewrap_the_limits_hold_and_the_report_says_so(tmp_path):
    folder, out = tmp_path / "handed in", tmp_path / "out"
    rest = pieces.replaced(ROOT / EXERCISE.source, {"matmul_naive": []})
    names = ["fork_bomb", "exit_zero", "eats_memory", "daemon"]
    hand_in(folder, ann=pieces.solution_text(EXERCISE), bob=wrong("leaks"),
            **{name: rest + (HOSTILE / f"{name}.c").read_text(encoding="utf-8") for name in names})
    done = run(folder, out, "--without-bubblewrap")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "isolation was reduced: bubblewrap does not work here" in done.stdout
    assert record(out, "ann")["own"]["score"] == FULL
    assert record(out, "bob")["own"]["score"] == FULL - 1
    assert "bubblewrap does not work here" in record(out, "ann")["reduced"]
    page = (out / "students" / "ann" / "feedback.md").read_text(encoding="utf-8")
    assert "Bubblewrap does not work here" in page
    for name in names:
        assert record(out, name)["own"]["score"] == 0
    if os.getuid() == 0:
        assert "few processes" in own_tests(out, "fork_bomb")["by hand"]["printed"]
        assert not any(map(left_behind, range(sandbox.GRADINGS)))


def left_behind(grading):
    """The processes of a grading's users while no grading has them."""
    users = sandbox.lease(grading)
    if users is None:
        return []
    try:
        return [process for user in users for process in sandbox.processes_of(user)]
    finally:
        sandbox.LEASES.pop().close()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_gradings_at_the_same_time_share_no_user():
    script = "import sandbox; print(*sandbox.own_users(), flush=True); input()"
    both = [subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True, cwd=HOSTILE.parent,
                             env=os.environ | {"PYTHONPATH": str(ROOT / "exercises" / "tools")})
            for _ in range(2)]
    users = [set(process.stdout.readline().split()) for process in both]
    for process in both:
        process.communicate("\n")
    assert len(users[0]) == len(users[1]) == sandbox.USERS
    assert not users[0] & users[1]


def test_a_bar_on_a_terminal_only(tmp_path):
    folder = tmp_path / "handed in"
    hand_in(folder, ann=pieces.starter_text(EXERCISE))
    quiet = run(folder, tmp_path / "quiet")
    assert "[####" not in quiet.stdout + quiet.stderr
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(folder, tmp_path / "loud"), stdout=subprocess.DEVNULL,
                          stderr=theirs) as process:
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 1 << 16):
                said += chunk
        except OSError:  # how a terminal ends on Linux
            pass
        process.wait()
    os.close(ours)
    assert b"[########################] 1 of 1" in said


def test_the_chapters_are_those_that_were_handed_in(tmp_path):
    folder = tmp_path / "handed in"
    hand_in(folder, ann=pieces.starter_text(EXERCISE), bob=pieces.starter_text(EXERCISE),
            eve=pieces.starter_text(EXERCISE))
    stray = folder / "eve" / "exercises" / "02-momentum"
    stray.mkdir(parents=True)
    (stray / "optimizer.c").touch()
    words = [word for word in command(folder, tmp_path / "out") if word not in ("--chapters", SLUG)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=600)
    assert "grading chapter 1, of which the submissions are" in done.stdout
    assert "chapter 2 is in 1 of 3 submissions: not graded" in done.stdout


# ---- small parts -----------------------------------------------------------------------------

@pytest.mark.parametrize("name, found", [
    ("01-matrix-product/matmul.c", True), ("x/y/exercises/01-matrix-product/matmul.c", True),
    ("matmul.c", True), ("Matmul.C", True), ("01_Matrix_Product/matmul.c.txt", True),
    ("01-matrix-product/my solution.c", True), ("hw/matmul (2).c", True),
    ("chapters/01-forward/matmul.c", False), ("01-softmax/matmul.c", False),
    ("build/01-matrix-product/matmul.txt", False), ("matmul.h", False), ("not_matmul.c", False)])
def test_finding_a_file(name, found):
    handed = choosing.choose(Submission(files={name: b"x"}), EXERCISE, alone=True)
    assert (handed.data == b"x") is found
    assert found or "is missing" in handed.note


def test_the_right_place_wins():
    files = {"matmul.c": b"old", "chapters/01-forward/matmul.c": b"given",
             "exercises/01-matrix-product/matmul.c": b"right", "backup/01-matrix-product/matmul.c": b"backup"}
    handed = choosing.choose(Submission(files=files), EXERCISE, alone=True)
    assert (handed.data, handed.note) == (b"right", "")


@pytest.mark.parametrize("name, plain", [
    ("a b.c", "a b.c"), ("a\nb", "a\\nb"), ("a\x1b[31m", "a\\x1b[31m"), (b"\xff", "\\xff"),
    ("\udcff", "\\xff"), ("\ud800", "\\ud800"), ("\u202egpj.exe", "\\u202egpj.exe"),
    ("x" * 300, "x" * 197 + "...")])
def test_names_are_shown_safely(name, plain):
    assert shown(name) == plain
    plain.encode("utf-8")


def test_a_code_block_cannot_be_left():
    lines = feedback.block("```\n# not a heading\n````")
    assert lines[1] == "`````text" and lines[3] == "`````"


@pytest.mark.parametrize("text", ["# no heading", "1. no list", "- no list", "[no](link)", "<b>", "a|b",
                                  "`x`", "&lt;"])
def test_plain_markdown(text):
    escaped = feedback.plain_markdown(text)
    assert "\\" in escaped and escaped.replace("\\", "") == text


def test_xml_takes_only_what_it_may():
    assert formats.legal("a\x00b\x1b\ud800c\n") == "a\ufffdb\ufffd\ufffdc\n"


def test_a_folder_with_an_archive_in_it(tmp_path):
    """What some web sites make of one."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "bob").mkdir()
    with zipfile.ZipFile(tmp_path / "ann" / "hand-in.zip", "w") as archive:
        archive.writestr("exercises/01-matrix-product/matmul.c", "right")
    (tmp_path / "bob" / "hand-in.zip").symlink_to(tmp_path / "ann" / "hand-in.zip")
    assert list(read(tmp_path / "ann").files.values()) == [b"right"]
    assert read(tmp_path / "bob").problems == ["hand-in.zip is a link: not read"]
    (tmp_path / "ann" / "matmul.c").write_text("other", encoding="ascii")
    assert b"right" not in read(tmp_path / "ann").files.values()


def test_archives_of_a_class(tmp_path):
    """What a course's web site lets one download: one archive a student."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "ann.zip", "w") as archive:
        archive.writestr("exercises/01-matrix-product/matmul.c", pieces.solution_text(EXERCISE))
    hand_in(folder, ann=pieces.starter_text(EXERCISE))  # and a folder of the same name
    assert run(folder, tmp_path / "out").returncode == 0
    scores = sorted(json.loads(path.read_text(encoding="utf-8"))["score"]
                    for path in (tmp_path / "out").glob("students/*/record.json"))
    assert scores == [0, FULL]
