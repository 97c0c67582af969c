"""The tools of the exercises: comparing, diagnosing, scoring, running, and taking files apart."""
import math
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent / "tools"),
                str(Path(__file__).resolve().parents[1] / "common" / "tools")]
import compiling
import memory
import messages
import pieces
import public
import rehearse
import running_cases
import scoring
from building import CHECK
from comparing import compare
from diagnosing import diagnose
from exercises_lib import Exercise, ExerciseError, Test, complain, load
from running_cases import Run, read_answers, run_cases, write_cases
from testing import try_test, try_tests

nan, inf = math.nan, math.inf
needs_valgrind = pytest.mark.skipif(not memory.available(), reason="valgrind is not installed")


def exercise(**changes):
    settings = {"title": "A title", "source": "chapters/01-forward/matmul.c", "functions": {"f": ""},
                "minutes": 10, "tests": [Test("first", 1, cases=[{}])], **changes}
    made = Exercise(**settings)
    made.slug = "01-made"
    return made


# ---- comparing -------------------------------------------------------------------------------

@pytest.mark.parametrize("expected, got", [
    (1.0, 1.00005), ([100.0, 0.0], [100.0, 0.009]), ([[1.0, nan], [inf, -inf]], [[1.0, nan], [inf, -inf]]),
    (0.0, 0.00005), ([], []), ([0.0, 0.0], [0.00009, 0.0])])
def test_these_agree(expected, got):
    assert not compare({"y": expected}, {"y": got}, 1e-4)


@pytest.mark.parametrize("expected, got, place", [
    (1.0, 1.0002, ()), (1.0, nan, ()), (nan, 1.0, ()), (inf, 1e300, ()), (inf, -inf, ()), (1.0, inf, ()),
    ([1.0, 2.0, 3.0], [1.0, 2.0, 3.001], (2,)), ([100.0, 0.0], [100.0, 0.011], (1,)),
    ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [-3.0, 4.0]], (1, 0)), ([inf, 1.0], [inf, 1.1], (1,))])
def test_these_differ(expected, got, place):
    found = compare({"y": expected}, {"y": got}, 1e-4)
    assert [(d.name, d.what, d.place) for d in found] == [("y", "value", place)]


def test_tolerance_zero_is_exact():
    assert not compare({"y": 2.0 ** 53}, {"y": 2.0 ** 53}, 0)
    assert compare({"y": 2.0 ** 53}, {"y": 2.0 ** 53 - 1}, 0)


@pytest.mark.parametrize("got, what", [({}, "missing"), ({"y": [1.0, 2.0, 3.0]}, "shape"),
                                       ({"y": 1.0}, "shape"), ({"y": [[1.0], [2.0]]}, "shape")])
def test_other_answers_differ(got, what):
    assert [d.what for d in compare({"y": [1.0, 2.0]}, got, 1e-4)] == [what]


# ---- diagnosing ------------------------------------------------------------------------------

E = [[1.5, -2.0, 3.0], [4.0, 0.5, -6.0]]
FLAT = [1.5, -2.0, 3.0, 4.0]


def scaled(m, k):
    return [[k * v for v in row] for row in m]


def plus(m, d):
    return [[v + d for v in row] for row in m]


KINDS = [
    ("nan", {}, E, [[nan, -2.0, 3.0], [4.0, 0.5, -6.0]]),
    ("nan", {}, [-inf, 1.0], [nan, 1.0]),
    ("nan", {}, [5.0, 1.0], [inf, 1.0]),
    ("transposed", {}, E, [[1.5, 4.0], [-2.0, 0.5], [3.0, -6.0]]),
    ("transposed", {}, E, [[1.5, 4.0, -2.0], [0.5, 3.0, -6.0]]),
    ("shape", {}, E, [[1.5, -2.0], [4.0, 0.5]]),
    ("sign", {}, E, scaled(E, -1)),
    ("sign", {}, FLAT, [1.5, 2.0, 3.0, 4.0]),
    ("sign", {}, 2.5, -2.5),
    ("unchanged", {}, E, [[7.0] * 3] * 2),
    ("unchanged", {"x": plus(E, 1)}, E, plus(E, 1)),
    ("unchanged", {}, FLAT, [1.5, 7.0, 7.0, 7.0]),
    ("batch", {"x": [[0.0] * 5] * 2}, E, scaled(E, 5)),
    ("batch", {"x": [[0.0] * 5] * 2}, E, scaled(E, 1 / 5)),
    ("missing-mean", {"w": [1.0] * 7}, E, scaled(E, 7)),
    ("missing-mean", {"w": [1.0] * 7}, E, scaled(E, 1 / 7)),
    ("factor", {"w": [1.0] * 7}, E, scaled(E, 2.5)),
    ("off-by-one", {}, FLAT, [-2.0, 3.0, 4.0, 0.0]),
    ("off-by-one", {}, FLAT, [0.0, 1.5, -2.0, 3.0]),
    ("off-by-one", {}, [*E, [8.0, 9.0, 2.0]], [[0.0] * 3, *E]),
    ("off-by-one", {}, [2.0, 5.0, 9.0], [3.0, 6.0, 10.0]),
    ("off-by-one", {}, 5.0, 4.0),
    ("off-by-one", {}, E, [[1.5, -2.0, 7.0], [4.0, 0.5, 8.0]]),
    ("truncated", {}, [3.0, -3.0, 5.0, 8.0], [2.0, -2.0, 5.0, 8.0]),
    ("truncated", {}, [3.0, -3.0, 5.0, 8.0], [2.0, -4.0, 5.0, 8.0]),
    ("truncated", {}, [0.75, -0.5, 1.0, 0.25], [0.5, -0.25, 1.0, 0.25]),
    ("truncated", {}, [0.5, 1.25, 3.25], [0.0, 1.0, 3.0]),
    ("not-zeroed", {}, E, plus(E, 7)),
    ("not-zeroed", {}, [0.0, 2.0, 0.0, 1.0], [-1.0, 2.0, -1.0, 1.0]),
    ("not-zeroed", {"old": [[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]}, E,
     [[2.5, 0.0, 7.0], [12.0, 16.5, 26.0]]),
    ("not-accumulated", {}, E, plus(E, -7)),
    ("not-accumulated", {"old": [[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]}, E,
     [[0.5, -4.0, -1.0], [-4.0, -15.5, -38.0]]),
    ("unclipped", {}, [1.0, -0.25, 0.5, 1.0, 0.0], [1.7, -0.25, 0.5, 2.0, 0.0]),
    ("unclipped", {}, [127.0, -128.0, 5.0, 9.0], [-106.0, 100.0, 5.0, 9.0]),
    ("", {}, E, [[1.0, -2.2, 3.1], [0.0, 0.5, -6.4]]),
    ("", {}, FLAT, [1.5, -2.0, 3.3, 4.0]),
    ("", {}, [1.0, 0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0, 0.0]),
    ("", {}, [1.0, 0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 0.0, 1.0]),
]


@pytest.mark.parametrize("kind, case, expected, got", KINDS)
def test_diagnosis(kind, case, expected, got):
    found, sentence = diagnose(exercise(samples="x"), [(case, {"y": expected}, {"y": got})])
    assert found == kind, sentence
    assert bool(sentence) == bool(kind)


def test_a_hypothesis_holds_for_all_failed_cases():
    flipped = ({}, {"y": E}, {"y": scaled(E, -1)})
    other = ({}, {"y": E}, {"y": [[1.0, -2.2, 3.1], [0.0, 0.5, -6.4]]})
    assert diagnose(exercise(), [flipped, flipped])[0] == "sign"
    assert diagnose(exercise(), [flipped, other])[0] == ""


def test_batch_sizes_that_vary_are_no_constant_factor():
    failures = [({"x": [[0.0] * m]}, {"y": E}, {"y": scaled(E, m)}) for m in (2, 4, 7)]
    assert diagnose(exercise(samples="x"), failures)[0] == "batch"
    failures = [({"x": [[0.0] * m]}, {"y": E}, {"y": scaled(E, 4)}) for m in (2, 4, 7)]
    assert diagnose(exercise(samples="x"), failures)[0] == "factor"


def test_only_wrong_answers_are_looked_at():
    failures = [({}, {"loss": 1.0, "gradient": E}, {"loss": 1.0, "gradient": scaled(E, -1)})]
    kind, sentence = diagnose(exercise(), failures)
    assert kind == "sign" and "`gradient`" in sentence


def test_own_diagnoses_come_first_and_may_stumble():
    def own(case, expected, got):
        return ("mine", "It is mine.") if got["y"] == -1.0 else None

    def stumbles(case, expected, got):
        raise KeyError("z")
    e = exercise(diagnoses=[stumbles, own])
    assert diagnose(e, [({}, {"y": 1.0}, {"y": -1.0})]) == ("mine", "It is mine.")
    assert diagnose(e, [({}, {"y": 2.0}, {"y": -2.0})])[0] == "sign"


# ---- scoring ---------------------------------------------------------------------------------

CASES = [{"x": 1.0}, {"x": 2.0}]
RIGHT = [{"y": 1.0}, {"y": 2.0}]
TEST = Test("t", 3, cases=CASES)


def judged(answers, test=TEST, expected=tuple(RIGHT), **run):
    run = {"done": True, "status": 0, **run}
    return scoring.judge(exercise(), test, CASES, expected, Run(list(answers), **run))


def test_right_answers_have_all_points():
    result = judged(RIGHT)
    assert (result.status, result.points, result.reason) == ("passed", 3, "")


@pytest.mark.parametrize("answers, run, kind, word", [
    ([], {"done": False, "status": 0}, "exit", "before it had answered"),
    (RIGHT, {"done": False, "status": 0}, "exit", "before it had answered"),
    (RIGHT[:1], {"done": True, "status": 0}, "exit", "other cases"),
    (RIGHT * 2, {"done": True, "status": 0}, "exit", "other cases"),
    (RIGHT[:1], {"done": False, "status": -11}, "crash", "case 2"),
    (RIGHT[:1], {"done": False, "status": 139}, "crash", "segmentation fault"),
    (RIGHT, {"done": False, "status": -6}, "crash", "aborted"),
    (RIGHT[:1], {"done": False, "status": 152}, "time-out", "2 seconds, or 1 of processor time, in case 2"),
    (RIGHT[:1], {"done": False, "status": None, "stopped": "time"}, "time-out", "2 seconds"),
    (RIGHT, {"done": False, "status": None, "stopped": "output"}, "output", "far too much"),
    ([{"y": 1.0}, {"y": 2.1}], {}, "", "1 of 2 cases is wrong"),
    ([{"y": 1.0}, {}], {}, "", "1 of 2 cases is wrong"),
    ([{"y": nan}, {"y": nan}], {}, "nan", "2 of 2 cases are wrong")])
def test_anything_else_has_none(answers, run, kind, word):
    result = judged(answers, **run)
    assert (result.status, result.points, result.kind) == ("failed", 0, kind)
    assert word in result.reason


def test_no_expectations_no_points():
    """A test that nothing was expected of would pass whatever came."""
    assert judged(RIGHT, expected=[]).points == 0
    assert scoring.judge(exercise(), TEST, [], [], Run([], True, 0)).points == 0


def test_memory_mistakes_cost_the_points():
    mistake = memory.MemoryMistake("leak", "it leaks", 7)
    result = scoring.judge(exercise(), TEST, CASES, RIGHT, Run(RIGHT, True, 0), [mistake])
    assert (result.points, result.kind, result.diagnosis) == (0, "leak", "it leaks")


def test_checks_are_asked_of_right_answers():
    def positive(case, answers):
        return None if answers["y"] < 2 else f"y is {answers['y']:g}"

    def stumbles(case, answers):
        return answers["z"]
    run = Run(RIGHT, True, 0)
    result = scoring.judge(exercise(checks=[positive]), TEST, CASES, RIGHT, run)
    assert (result.points, result.reason, result.failure.number) == (0, "y is 2", 2)
    assert scoring.judge(exercise(checks=[stumbles]), TEST, CASES, RIGHT, run).points == 0


def test_what_a_test_needs_comes_first():
    tests = [Test("a", 1), Test("b", 2, needs="a"), Test("c", 3, needs=("a", "b")), Test("d", 4)]
    asked = []

    def try_one(test):
        asked.append(test.name)
        return scoring.Result(test.name, "passed" if test.name != "a" else "failed",
                              test.points if test.name != "a" else 0, test.points)
    results = scoring.judge_all(exercise(), tests, try_one)
    assert asked == ["a", "d"] and scoring.total(results) == 4
    assert [result.status for result in results] == ["failed", "blocked", "blocked", "passed"]
    assert "'a'" in results[1].reason and "'a'" in results[2].reason


@pytest.mark.parametrize("tests, words", [
    ([Test("a", 1, cases=[{}]), Test("a", 1, cases=[{}])], "two tests"),
    ([Test("a", 1, cases=[{}], needs="b"), Test("b", 1, cases=[{}])], "no earlier test"),
    ([Test("a", 1)], "no cases"), ([Test("a", 0.5, cases=[{}])], "0.5 points")])
def test_contradictions_are_told(tests, words):
    with pytest.raises(ExerciseError, match=words):
        complain(exercise(tests=tests))


# ---- what goes to a program and comes back ---------------------------------------------------

def test_cases_as_text():
    text = write_cases([{"n": 3, "in place": [1, 0.5], "w": [[1, 2], [3, nan]], "which": "two\nlines"}])
    assert text == (b"number n 1 1\n3.0\nlist in\x1fplace 2 1\n1.0 0.5\nmatrix w 2 2\n1.0 2.0 3.0 nan\n"
                    b"text which 9 1\ntwo\nlines\nrun\n")
    with pytest.raises(ValueError, match="differ in length"):
        write_cases([{"w": [[1, 2], [3]]}])


GOOD = b"number a 1 1\n 2.5\nlist b\x1fc 2 1\n 1 nan\nmatrix m 2 1\n 3\x20-inf\ncase\nlist e 0 1\n\ncase\ndone\n"


def test_answers_are_read():
    answers, done = read_answers(GOOD)
    assert done and len(answers) == 2 and answers[1] == {"e": []}
    assert answers[0]["a"] == 2.5 and answers[0]["m"] == [[3.0], [-inf]] and answers[0]["b c"][0] == 1.0


@pytest.mark.parametrize("data", [GOOD[:n] for n in range(0, len(GOOD))])
def test_cut_off_answers_are_not_done(data):
    assert not read_answers(data)[1]


@pytest.mark.parametrize("data", [
    b"done\n" + GOOD, b"number a 1 1\n1 2\ncase\ndone\n", b"matrix m 2 2\n1 2 3\ncase\ndone\n",
    b"number a 1\n1\ncase\ndone\n", b"list a -1 1\n\ncase\ndone\n", b"blob a 1 1\n1\ncase\ndone\n",
    b"number a 1 1\n1\ndone\n", b"\xff\xfe\x00\ncase\ndone\n", b"number a 1 1\nx\ncase\ndone\n",
    b"number a " + b"9" * 5000 + b" 1\n1\ncase\ndone\n"])
def test_broken_answers_are_not_done(data):
    assert not read_answers(data)[1]


def test_answers_of_several_programs():
    assert [len(answers) for answers in running_cases.read_several(GOOD + GOOD)] == [2, 2]
    found = running_cases.read_several(GOOD + b"number a 1\n1\ncase\ndone\n" + GOOD[:-5])
    assert [answers is not None for answers in found] == [True, False]
    assert running_cases.write_several([[{"n": 1}], []]) == b"number n 1 1\n1.0\nrun\nend\n\nend\n"


BODIES = {
    "good": "",
    "exits": "exit(0);",
    "fakes": "printf(\"case\\ndone\\n\"); exit(0);",
    "aborts": "abort();",
    "segfaults": "*(volatile int *)8 = 1;",
    "loops": "for (;;) ;",
    "prints": "for (long n = 0; n < 1 << 24; n++) puts(\"and on it goes, and on\");",
    "hoards": "for (long n = 1; n < 1 << 14; n++) *(volatile char *)calloc(1 << 20, 1) = 1;",
    "closes": "for (int n = 0; n < 64; n++) close(n);",
    "says": "puts(\"here I am\"); fprintf(stderr, \"and here\\n\");",
}


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """program(name): the matrix product with one of BODIES before it."""
    folder = tmp_path_factory.mktemp("programs")
    sample = load("01-matrix-product")

    def program(name):
        text = pieces.solution_text(sample)
        head = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n"
        text = head + text.replace("matrix b)\n{", f"matrix b)\n{{\n{BODIES[name]}", 1)
        source = folder / name / sample.file
        source.parent.mkdir(exist_ok=True)
        source.write_text(text)
        found = compiling.build(sample, source, folder / name / "program")
        assert found.ok, found.said
        return found.program
    return program


@pytest.mark.parametrize("name, kind, words", [
    ("good", "", ""), ("exits", "exit", "exit status 0"), ("fakes", "exit", "exit status 0"),
    ("aborts", "crash", "aborted"), ("segfaults", "crash", "segmentation fault"),
    ("loops", "time-out", "not done after 0.5 seconds"), ("prints", "output", "far too much"),
    ("hoards", "crash", "segmentation fault"), ("closes", "exit", "")])
def test_whatever_a_program_does(programs, name, kind, words):
    sample = load("01-matrix-product")
    cases = sample.test("by hand").cases
    test = Test("by hand", 1, cases=cases, seconds=0.5 if name == "loops" else 5)
    result = try_test(sample, programs(name), test, cases, rehearse.questions(sample.slug)["by hand"][1])
    assert (result.kind, result.passed) == (kind, name == "good")
    assert words in result.reason


def test_several_are_built_together_but_each_for_itself(tmp_path):
    sample = load("01-matrix-product")
    text = pieces.solution_text(sample)
    jobs = []
    for name, written in (("right", text), ("broken", text + "int x = ;\n"),
                          ("unlinked", text + "int y(void);\nint z(void) { return y(); }\n"),
                          ("warned", text + "static int w(void) { int v = 0; return 1; }\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / sample.file).write_text(written, encoding="utf-8")
        jobs.append((sample, tmp_path / name / sample.file, tmp_path / name / "program"))
    right, broken, unlinked, warned = compiling.build_together(jobs, (), compiling.ROOT)
    assert broken is None and unlinked is None
    assert right == compiling.Built(jobs[0][-1], "") and warned.ok and "unused" in warned.said
    assert not list(tmp_path.glob("*/*.o"))


def tried_twice(program, seconds):
    """What becomes of two tests of the same cases, the second of which has plenty of time."""
    sample = load("01-matrix-product")
    cases = sample.test("by hand").cases
    right = rehearse.questions(sample.slug)["by hand"][1]
    tests = [Test("first", 1, cases=cases, seconds=seconds), Test("second", 1, cases=cases, seconds=20)]
    return try_tests(sample, program, tests, {test.name: (cases, right) for test in tests})


def test_what_hung_once_gets_less_time(programs):
    first, second = tried_twice(programs("loops"), 1.5)
    assert "not done after 1.5 seconds, or 1 of processor time," in first.reason
    assert "not done after 0.5 seconds, in case 1" in second.reason
    assert all(result.passed for result in tried_twice(programs("good"), 1.5))


@needs_valgrind
def test_the_line_of_a_crash_is_looked_for_once(programs):
    first, second = tried_twice(programs("segfaults"), 5)
    assert (first.kind, second.kind) == ("crash", "crash")
    assert "line" in first.diagnosis and not second.diagnosis


def test_what_it_prints_is_kept_apart(programs):
    cases = load("01-matrix-product").test("by hand").cases
    run = run_cases(programs("says"), cases, 5)
    assert run.done and [answer["c"] for answer in run.answers] == [[[7.0, -1.0], [16.0, -1.0]]]
    assert run.printed == "here I am\nand here\n"


def test_a_program_that_is_not_there():
    run = run_cases("/no/such/program", [{}], 5)
    assert not run.done and not run.answers and run.status not in (0, None)


def test_what_a_program_started_ends_with_it(tmp_path):
    """A child that holds the pipes open is not waited for beyond the time."""
    program = tmp_path / "forks"
    program.write_text("#!/bin/sh\nsleep 100 &\necho $! > pid\nexit 0\n")
    program.chmod(0o755)
    run = run_cases(program, [{}], 1, folder=tmp_path)
    assert run.stopped == "time" and not run.done and run.seconds < 5
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(child)


def is_alive(number):
    try:
        os.kill(number, 0)
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False


# ---- memory ----------------------------------------------------------------------------------

def report(errors, end="<errorcounts></errorcounts></valgrindoutput>"):
    return f"<?xml version='1.0'?><valgrindoutput>{errors}{end}".encode()


def stack(*frames):
    return "<stack>" + "".join(f"<frame><fn>{fn}</fn><file>{file}</file><line>{line}</line></frame>"
                               for fn, file, line in frames) + "</stack>"


LEAK = ("<error><kind>Leak_DefinitelyLost</kind><xwhat><text>20 bytes lost</text><leakedbytes>20"
        "</leakedbytes><leakedblocks>1</leakedblocks></xwhat>"
        + stack(("malloc", "vg.c", 1), ("f", "mask.c", 31), ("run_case", "driver.c", 9)) + "</error>")
READ = ("<error><kind>InvalidRead</kind><what>Invalid read of size 4</what>"
        + stack(("memcpy", "string.c", 5), ("g", "mask.c", 12), ("f", "mask.c", 40))
        + "<auxwhat>Address 0x1 is 0 bytes after a block of size 24 alloc'd</auxwhat>"
        + stack(("malloc", "vg.c", 1), ("run_case", "driver.c", 9)) + "</error>")
UNSET = ("<error><kind>UninitCondition</kind><what>depends</what>" + stack(("answer", "driver.c", 9))
         + "<auxwhat>created</auxwhat>" + stack(("f", "mask.c", 8)) + "</error>")


@pytest.mark.parametrize("error, kind, line, words", [
    (LEAK, "leak", 31, "20 bytes allocated at line 31 are never freed"),
    (READ, "invalid-read", 12, "line 12 reads 4 bytes that it may not touch: just past the end of a block "
                               "of 24 bytes that it was given"),
    (UNSET, "uninitialised", 8, "never set")])
def test_valgrind_report_in_words(error, kind, line, words):
    found, = memory.read_report(report(error), "mask.c")
    assert (found.kind, found.line) == (kind, line)
    assert words in found.sentence


def test_no_report_is_a_mistake():
    assert memory.read_report(report(""), "mask.c") == []
    assert memory.read_report(report(LEAK, end=""), "mask.c") is None
    assert memory.read_report(report("", end="</valgrindoutput>"), "mask.c") is None
    assert memory.read_report(b"", "mask.c") is None
    assert memory.read_report(report("") + b"<error>", "mask.c") is None


FAULTS = {
    "leak": "if (c.rows == 1) { char *volatile p = malloc(5); p = 0; }",
    "invalid-read": "volatile real r = AT(a, a.rows - 1, a.cols); (void)r;",
    "invalid-write": "AT(c, c.rows - 1, c.cols) = 1;",
    "uninitialised": "real unset[9]; if (unset[c.rows] > 3) AT(c, 0, 0) = 1;",
    "invalid-free": "free(&a);"}


@needs_valgrind
@pytest.mark.parametrize("kind", FAULTS)
def test_valgrind_names_the_line(programs, monkeypatch, kind):
    monkeypatch.setitem(BODIES, kind, "#pragma GCC diagnostic ignored \"-Wall\"\n" + FAULTS[kind])
    sample = load("01-matrix-product")
    program = programs(kind)
    line = next(n for n, text in enumerate((program.parent / "matmul.c").read_text().splitlines(), 1)
                if FAULTS[kind] in text)
    test = sample.test("memory")
    _, mistakes = memory.run_watched(sample, program, test.cases, 20)
    assert (mistakes[0].kind, mistakes[0].line) == (kind, line)
    assert str(line) in mistakes[0].sentence


needs_libraries = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs are no libraries here")


@needs_libraries
@pytest.mark.parametrize("name", ["good", "exits", "aborts", "segfaults", "loops", "closes"])
def test_several_programs_in_one_process(programs, name):
    """As far as they come: up to the one that does not end as it should."""
    sample = load("01-matrix-product")
    cases, expected = rehearse.questions(sample.slug)["by hand"]
    built = [rehearse.solution_program(sample.slug), programs(name), programs("good")]
    found = running_cases.run_several(compiling.TOGETHER, built, [cases] * 3, 1)
    assert found == [expected] * (3 if name == "good" else 1)


@needs_libraries
def test_who_prints_runs_alone(programs):
    cases = load("01-matrix-product").test("by hand").cases
    built = [programs("good"), programs("says")]
    assert running_cases.run_several(compiling.TOGETHER, built, [cases] * 2, 5) is None


SPOILERS = {
    "crashes": "if (getenv(\"LD_PRELOAD\") != NULL) abort();",  # under valgrind only
    "exits": "if (getenv(\"LD_PRELOAD\") != NULL) exit(0);",
    "reads on": "if (getenv(\"LD_PRELOAD\") != NULL) while (getchar() != EOF) ;",
    "answers for another": "static int told; if (getenv(\"LD_PRELOAD\") != NULL && told++ == 0 && "
                           "write(3, \"case\\ndone\\n\", 10) < 0) abort();"}


@needs_valgrind
@needs_libraries
@pytest.mark.parametrize("name", [*FAULTS, *SPOILERS])
def test_several_programs_under_one_valgrind(programs, monkeypatch, name):
    """A mistake is its own program's. Who was kept from running has not passed."""
    body = {**FAULTS, **SPOILERS}[name]
    monkeypatch.setitem(BODIES, name, "#pragma GCC diagnostic ignored \"-Wall\"\n" + body)
    sample = load("01-matrix-product")
    cases, expected = rehearse.questions(sample.slug)["memory"]
    built = [programs("good"), programs(name), rehearse.solution_program(sample.slug)]
    found = memory.run_together(compiling.TOGETHER, built, [cases] * 3, 20)
    if name in FAULTS:
        assert found == [expected, None, expected]
    else:
        assert expected not in found[1:]


# ---- taking files apart ----------------------------------------------------------------------

SOURCE = """\
#include "matrix.h"

/* Kept. */
static int kept(int a)
{
    return a;
}

/* The doc
   comment. */
int wanted(const int *a,
           int b) /* why { not */
{
    return kept(a[0]) + b;
}

void other(void)
{
}
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "file.c"
    path.write_text(SOURCE)
    return path


def test_stub_keeps_comment_and_signature(source):
    text = pieces.replaced(source, {"wanted": pieces.stub(source, "wanted", "return 0;")})
    assert text == SOURCE.replace("    return kept(a[0]) + b;\n", "    /* Your code here. */\n    return 0;\n")


def test_several_pieces_are_replaced(source):
    text = pieces.replaced(source, {"other": ["void other(void) {}"], "kept": ["static int kept(int a);"]})
    assert "void other(void) {}\n" in text and "static int kept(int a);\n\n/* The doc" in text


def test_names_that_are_not_there(source):
    with pytest.raises(ExerciseError, match="no definitions of gone"):
        pieces.stub(source, "gone", "")


def test_wrong_solution_brings_its_helpers(tmp_path, monkeypatch, source):
    wrong = tmp_path / "mistake.c"
    wrong.write_text("/* fails: by hand,\n   another one\n   diagnosis: sign */\n#include <math.h>\n\n"
                     "static int help(int n)\n{\n    return -n;\n}\n\n"
                     "int wanted(const int *a, int b)\n{\n    return help(a[0]) + b;\n}\n")
    found = pieces.read_wrong(wrong)
    assert (found.fails, found.diagnosis) == (("by hand", "another one"), "sign")
    monkeypatch.setattr(pieces, "ROOT", tmp_path)
    monkeypatch.setattr(pieces, "hidden_pieces", lambda e: {})
    text = pieces.wrong_text(exercise(source="file.c"), found)
    assert text.startswith("#include <math.h>\n") and text.index("int help") < text.index("int wanted")
    assert "return help(a[0]) + b;" in text and "return kept(a[0]) + b;" not in text


@pytest.mark.parametrize("text", ["int f;", "/* fails: a */\nint f;", "/* diagnosis: b */"])
def test_wrong_solution_without_its_comment(tmp_path, text):
    path = tmp_path / "mistake.c"
    path.write_text(text)
    with pytest.raises(ExerciseError, match="begins with no comment"):
        pieces.read_wrong(path)


def test_a_program_without_the_function_does_not_link(tmp_path):
    """The archive does not have what is asked for: leaving it out is no way to pass."""
    sample = load("01-matrix-product")
    source = tmp_path / sample.file
    source.write_text('#include "matmul.h"\n')
    found = compiling.build(sample, source, tmp_path / "program")
    assert not found.ok and "matmul_naive" in found.said


def test_processes_may_build_at_once(tmp_path):
    """From nothing but the library: driver and archive are made by whoever comes first."""
    compiling.prepare()
    folder = CHECK / f"at-once-{os.getpid()}"  # apart: other tests need theirs meanwhile
    for name in ("obj", "together", "flags"):
        source = compiling.BUILD / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    script = ("import sys; sys.path.insert(0, sys.argv[1]); import compiling, exercises_lib, pathlib\n"
              "compiling.BUILD = pathlib.Path(sys.argv[3])\n"
              "e = exercises_lib.load('01-matrix-product'); out = pathlib.Path(sys.argv[2])\n"
              "print(compiling.build(e, compiling.ROOT / e.source, out / 'program'))\n")
    tools = Path(compiling.__file__).parent
    running = [subprocess.Popen([sys.executable, "-c", script, tools, tmp_path / str(n), folder], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for n in range(4)]
    said = [process.communicate()[0] for process in running]
    built = (folder / "drivers").is_dir() and (folder / "archives").is_dir()
    shutil.rmtree(folder)
    assert built and all("said=''" in text for text in said), "\n".join(said)
    assert all((tmp_path / str(n) / "program").exists() for n in range(4))


# ---- the tests of the tests ------------------------------------------------------------------

@needs_valgrind
def test_a_starter_that_passes_is_noticed():
    """Of these functions none is asked for, so that the solution itself is handed out."""
    generous = replace(load("01-matrix-product"), functions={"matmul_at": ""})
    assert "the starter passes 'by hand'" in rehearse.of_starter(generous)


@needs_valgrind
def test_a_solution_that_loses_points_is_noticed():
    strict = replace(load("01-matrix-product"), checks=[lambda case, answers: "never good enough"])
    problems = rehearse.of_solution(strict)
    assert any("loses 'by hand': never good enough" in line for line in problems)


@needs_valgrind
def test_a_mistake_that_is_not_found_is_noticed():
    sample = load("01-matrix-product")
    wrong, = (w for w in pieces.wrong_solutions(sample) if w.name == "leaks")
    assert rehearse.of_wrong(sample, wrong) == []
    assert rehearse.of_wrong(sample, replace(wrong, fails=("by hand", "memory"))) == [
        "leaks does not fail 'by hand'"]
    assert rehearse.of_wrong(sample, replace(wrong, fails=())) == ["leaks fails 'memory' too"]
    assert "not as sign" in rehearse.of_wrong(sample, replace(wrong, diagnosis="sign"))[0]


# ---- what students get and read --------------------------------------------------------------

def test_public_description_tells_nothing_of_hidden_tests():
    def draw(source):
        return {"x": source.random()}
    made = exercise(tests=[Test("shown", 1, cases=[{"x": 1}]), Test("secret", 2, draw=draw, hidden=True)])
    text = public.write(public.describe(made, "int f;\n", {"shown": [{"y": nan}]}))
    again = public.exercise_of("01-made", public.json.loads(text))
    assert again.points == 3 and [test.hidden for test in again.tests] == [False, True]
    assert '"cases"' not in text[text.index("secret"):] and '"expected"' not in text[text.index("secret"):]
    assert math.isnan(public.json.loads(text)["tests"][0]["expected"][0]["y"])


def test_drawn_cases_are_the_same_again():
    test = Test("t", 1, draw=lambda source: {"x": source.random()}, count=3)
    assert test.all_cases("01-a") == test.all_cases("01-a") != test.all_cases("01-b")
    assert test.all_cases("01-a", 5) != test.all_cases("01-a", 6)


def failure(case, expected, got, tolerance=1e-4, **more):
    found = scoring.Failure(case, 2, expected, got, compare(expected, got, tolerance))
    return scoring.Result("by hand", "failed", 0, 3, "1 of 2 cases is wrong", failure=found, cases=2, **more)


MESSAGE = """\
by hand: 1 of 2 cases is wrong.

Case 2 of 2:
    a (2 x 3)
        1  2  3
        4  5  6
    rate = 0.1
    which = 'nesterov'

    expected c (2 x 1)
        14
        32
    got c (2 x 1)
         14
        -32

First difference: c, row 1, column 0, is -32, expected 32 (1 of 2 numbers differ).

What it looks like: `c` has the wrong sign.

Your program printed:
    i = 3?[2J"""


def test_message_to_a_student():
    result = failure({"a": [[1, 2, 3], [4, 5, 6]], "rate": 0.1, "which": "nesterov"},
                     {"c": [[14.0], [32.0]]}, {"c": [[14.0], [-32.0]]},
                     kind="sign", diagnosis="`c` has the wrong sign.", printed="i = 3\x1b[2J\n")
    assert "\n".join(messages.explain(exercise(), result)) == MESSAGE


def test_large_inputs_are_shown_where_it_matters():
    a = [[100 * i + k for k in range(30)] for i in range(40)]
    b = [[1000 + j for j in range(20)] for k in range(30)]
    c = [[1.0 * i + j for j in range(20)] for i in range(40)]
    got = [list(row) for row in c]
    got[25][11] = -1.0
    text = "\n".join(messages.explain(exercise(), failure({"a": a, "b": b}, {"c": c}, {"c": got})))
    assert "a (40 x 30), columns 0 to 9, row 25" in text and "2500  2501" in text
    assert "b (30 x 20), columns 11 to 11, rows 0 to 11" in text
    assert "got c (40 x 20), columns 8 to 14, rows 22 to 28" in text
    assert len(text.splitlines()) < 50


def test_hidden_tests_keep_their_case():
    result = failure({"a": 12345.0}, {"c": 1.0}, {"c": 2.0}, printed="12345", diagnosis="Doubled.")
    text = "\n".join(messages.explain(exercise(), result, show_case=False))
    assert "12345" not in text and "Doubled." in text


def test_every_kind_of_value_can_be_shown():
    source = random.Random(1)
    for size in (0, 1, 47, 49, 500):
        values = [source.uniform(-1, 1) for _ in range(size)]
        lines = messages.value_lines("list", values, ((size,), (size // 2,)) if size else None)
        assert all(len(line) <= 100 for line in lines)
    assert messages.value_lines("m", [[nan, inf], [1e20, 0.5]], None)[1].split() == ["nan", "inf"]


def test_shell_limits_reach_the_program(tmp_path):
    program = tmp_path / "asks"
    program.write_text("#!/bin/sh\nulimit -S -t >&2; ulimit -H -t >&2; ulimit -v >&2; ulimit -c >&2; ulimit -n >&2\n")
    program.chmod(0o755)
    run = run_cases(program, [{}], 3)
    assert run.printed.split() == ["2", "3", str(running_cases.MEMORY // 1024), "0", "64"]


# ---- compilers that take too long ----------------------------------------------------------------

def test_a_compiler_that_takes_too_long_is_ended():
    assert compiling.run_tool(["true"]) == (True, "")
    assert compiling.run_tool(["sleep", "60"], seconds=0.2) == (False, "not done after 0.2 seconds")


def test_an_interrupt_ends_a_compiler_and_its_clock(monkeypatch):
    with subprocess.Popen(["sleep", "60"]) as tool:
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(tool, "wait", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
            compiling.ends_within(tool, 50)
    assert tool.returncode < 0
    assert all(clock.finished.is_set() for clock in threading.enumerate() if isinstance(clock, threading.Timer))
