"""The harness itself: each way a C test can go wrong must be reported as a failure."""
import os
import subprocess
import sys

import pytest

import criterion_items
import debug_information
import running
from building import ROOT, lacks
from criterion_items import Failure, check_everything, check_file, check_test, manifest, run_file

GUARD = ROOT / "common" / "tools" / "criterion_guard.c"
IN_PLACE = GUARD.with_name("criterion_in_place.c")
RUNNER = {"gcc": ["-lcriterion"], "asan": [IN_PLACE], "valgrind": [IN_PLACE]}
WRAP = "-Wl,--wrap=exit,--wrap=_exit,--wrap=_Exit,--wrap=quick_exit"
FLAGS = {"gcc": [], "valgrind": ["-g"],
         "asan": ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]}
HEAD = """
#include <criterion/criterion.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static char *volatile kept;
Test(suite, good) { cr_assert(1); }
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """run(body, variant) -> (result, tests): a test file of `good` and BODY, built and run."""
    monkeypatch.setattr(criterion_items, "CHECK", tmp_path)
    monkeypatch.setattr(running, "CHECK", tmp_path)
    monkeypatch.setattr(criterion_items, "PATIENCE",
                        {"gcc": (1, 4), "asan": (10, 20), "valgrind": (4, 10)})

    def build_and_run(body, variant="gcc"):
        if lacks(variant):
            pytest.skip(lacks(variant))
        source = tmp_path / "test_it.c"
        source.write_text(HEAD + body)
        program = tmp_path / "it-test_it"
        subprocess.run(["gcc", *FLAGS[variant], source, GUARD, *RUNNER[variant], "-o", program, WRAP],
                       check=True)
        return run_file(program, variant), manifest(source)
    return build_and_run


def test_good_tests_pass(house):
    result, tests = house("Test(suite, also) { cr_expect_eq(1, 1); }")
    assert tests == [("suite", "good"), ("suite", "also")]
    check_everything(result, tests)
    check_test(result, "suite", "also")


@pytest.mark.parametrize("variant", ["asan", "valgrind"])
def test_good_tests_pass_under_the_tools(house, variant):
    check_everything(*house("Test(suite, bad) { kept = malloc(9); free(kept); }", variant))


FAILING = {
    "asserts": "Test(suite, bad) { cr_assert(0, \"<a> & \\\"b\\\"\\nsecond line\"); }",
    "expects": "Test(suite, bad) { cr_expect_eq(1, 2); }",
    "exits": "Test(suite, bad) { exit(0); }",
    "exits_at_once": "Test(suite, bad) { _exit(0); }",
    "exits_before_failing": "Test(suite, bad) { cr_expect(1); _Exit(0); }",
    "exits_oddly": "Test(suite, bad) { exit(3); }",
    "crashes": "Test(suite, bad) { raise(SIGSEGV); }",
    "aborts": "Test(suite, bad) { abort(); }",
    "hangs": "Test(suite, bad) { for (;;) pause(); }",
    "is_missing": "#if 0\nTest(suite, bad) { }\n#endif",
    "is_disabled": "Test(suite, bad, .disabled = true) { cr_assert(1); }",
    "kills_the_runner": "Test(suite, bad) { kill(getppid(), SIGKILL); }",
    "hangs_the_runner": "Test(suite, bad) { kill(getppid(), SIGSTOP); pause(); }",
}


# valgrind and the sanitizers have a runner of their own.
@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
@pytest.mark.parametrize("way", FAILING)
def test_bad_test_fails(house, way, variant):
    result, tests = house(FAILING[way], variant)
    assert ("suite", "bad") in tests
    with pytest.raises(Failure, match="suite::bad"):
        check_test(result, "suite", "bad")


@pytest.mark.parametrize("way", ["asserts", "exits", "crashes", "is_missing", "hangs_the_runner"])
def test_bad_test_does_not_count_in_other_variants_either(house, way):
    result, tests = house(FAILING[way])
    with pytest.raises(Failure):
        check_everything(result, tests)


@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
def test_message_of_the_assertion_is_shown(house, variant):
    result, _ = house('Test(suite, bad) { cr_assert(0, "seven is not eight"); }', variant)
    with pytest.raises(Failure, match="seven is not eight"):
        check_test(result, "suite", "bad")


@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
def test_declared_exit_and_signal_pass(house, variant):
    result, tests = house("Test(suite, exits, .exit_code = 3) { exit(3); }"
                          "\nTest(suite, dies, .signal = SIGABRT) { abort(); }", variant)
    check_everything(result, tests)


@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
def test_declared_exit_and_signal_must_come(house, variant):
    result, tests = house("Test(suite, exits, .exit_code = 3) { cr_assert(1); }"
                          "\nTest(suite, dies, .signal = SIGABRT) { cr_assert(1); }", variant)
    for _, name in tests[1:]:
        with pytest.raises(Failure, match=f"suite::{name}"):
            check_test(result, "suite", name)


@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
def test_skipping_is_told(house, variant):
    result, _ = house('Test(suite, idle) { cr_skip_test("not now"); cr_assert(0); }', variant)
    with pytest.raises(pytest.skip.Exception):
        check_test(result, "suite", "idle")


@pytest.mark.parametrize("variant", ["gcc", "valgrind"])
def test_child_of_a_test_may_exit(house, variant):
    check_everything(*house("Test(suite, forks) { if (fork() == 0) exit(0);"
                            " int status; wait(&status); cr_assert(status == 0); }", variant))


def test_tests_that_are_not_listed_fail_the_file(house):
    result, tests = house("#define HIDDEN Test\nHIDDEN(suite, hidden) { cr_assert(1); }")
    with pytest.raises(Failure, match="hidden"):
        check_file(result, tests)


def test_file_without_tests_fails(house):
    result, _ = house("")
    with pytest.raises(Failure):
        check_file(result, [])


def test_exit_status_that_disagrees_fails_the_file(house):
    result, tests = house("")
    check_file(result, tests)
    with pytest.raises(Failure, match="exit status 1"):
        check_file(dict(result, status=1), tests)


WATCHED = {
    "leaks": ("kept = malloc(10); kept = NULL;", "[Ll]eak"),
    "leaks_in_a_child": ("if (fork() == 0) { kept = malloc(10); kept = NULL; exit(0); } wait(NULL);",
                         "[Ll]eak"),
    "reads_past_the_end": ("kept = malloc(10); cr_expect(kept[10] != 77); free(kept);",
                           "heap-buffer-overflow|InvalidRead"),
    "uses_after_free": ("kept = malloc(10); free(kept); cr_expect(kept[0] != 77);",
                        "heap-use-after-free|InvalidRead"),
}


@pytest.mark.parametrize("variant", ["asan", "valgrind"])
@pytest.mark.parametrize("way", WATCHED)
def test_memory_errors_fail_and_name_the_line(house, way, variant):
    body, message = WATCHED[way]
    result, tests = house("\nTest(suite, bad) { " + body + " }", variant)
    with pytest.raises(Failure, match=message) as caught:
        check_everything(result, tests)
    assert "test_it.c" in str(caught.value)


def test_undefined_behaviour_fails(house):
    result, tests = house("Test(suite, bad) { volatile int i = INT_MAX; i = i + 1; }", "asan")
    with pytest.raises(Failure, match="signed integer overflow"):
        check_everything(result, tests)


def test_uninitialised_memory_fails(house):
    result, tests = house("Test(suite, bad) { kept = malloc(1); if (kept[0]) puts(\"x\");"
                          " free(kept); }", "valgrind")
    with pytest.raises(Failure, match="UninitCondition"):
        check_everything(result, tests)


def test_manifest_reads_every_form(tmp_path):
    source = tmp_path / "test_forms.c"
    source.write_text("Test(a, b) { }\nTest(a,\n     c, .timeout = 2) { }\n"
                      "ParameterizedTest(int *p, a, d) { }\nTheory((int x, int y), a, e) { }\n"
                      "static void Test_helper(int a, int b);\n")
    assert sorted(manifest(source)) == [("a", "b"), ("a", "c"), ("a", "d"), ("a", "e")]


def test_manifest_refuses_doubled_and_unreadable_tests(tmp_path):
    source = tmp_path / "test_twice.c"
    source.write_text("Test(a, b) { }\nTest(a, b) { }\n")
    with pytest.raises(Failure, match="the same name"):
        manifest(source)
    source.write_text("Test(SUITE(a), b) { }\n")
    with pytest.raises(Failure, match="could not be read"):
        manifest(source)


def test_what_cannot_be_made_smaller_is_shown_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(debug_information, "OWN", str(tmp_path / "file" / "folder"))
    (tmp_path / "file").write_text("in the way")
    assert debug_information.names_alone(sys.executable) == sys.executable
    monkeypatch.setattr(debug_information, "OWN", str(tmp_path / "folder"))
    assert debug_information.names_alone(__file__) == __file__  # no object file
    assert os.listdir(tmp_path / "folder") == []


def test_valgrind_sees_the_names_of_the_loaders_functions_alone():
    words = debug_information.hidden()
    if not words:
        pytest.skip("bubblewrap does not work here, or there is no debug information")
    seen = subprocess.run([*words, "find", debug_information.FOLDER, "-type", "f"], text=True, check=True,
                          capture_output=True).stdout.splitlines()
    assert len(seen) == 1 and seen[0].endswith(".debug")
    sections = subprocess.run([*words, "readelf", "-S", seen[0]], text=True, check=True,
                              capture_output=True).stdout
    assert ".symtab" in sections and ".debug_line" not in sections
    assert subprocess.run([*words, "test", "-w", ROOT], check=False).returncode == 0


def last_line(directory, content):
    """The exit status and last line of check.py on one file of Python tests."""
    path = directory / "test_some.py"
    path.write_text(content)
    result = subprocess.run([sys.executable, ROOT / "common/tools/check.py", path, "-n", "0"],
                            capture_output=True, text=True, check=False)
    return result.returncode, result.stdout.splitlines()[-1]


@pytest.mark.parametrize("content, status, line", [
    ("def test_a(): pass", 0, "1 passed, 0 failed"),
    ("def test_a(): pass\ndef test_b(): assert 0", 1, "1 passed, 1 failed"),
    ("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('why')", 0,
     "1 passed, 0 failed, 1 skipped"),
    ("def test_a(: pass", 1, "0 passed, 2 failed"),
    ("", 1, "0 passed, 1 failed"),
    ("import os\ndef test_a(): pass\ndef test_b(request): request.session.shouldstop = 'enough'\n"
     "def test_c(): pass", 1, "2 passed, 1 failed"),
])
def test_last_line_and_exit_status(tmp_path, content, status, line):
    assert last_line(tmp_path, content) == (status, line)
