"""What can be said about the sources without running them."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from building import ROOT, build, lacks

TOOLS = Path("common/tools")
ROOMS = [Path("common"), *sorted(path.relative_to(ROOT) for path in ROOT.glob("chapters/[0-9]*")),
         Path("book/play"), Path("exercises/harness")]
SOURCES = [path.relative_to(ROOT) for room in ROOMS for path in sorted((ROOT / room).glob("*.c"))]
HEADERS = [path.relative_to(ROOT) for room in ROOMS for path in sorted((ROOT / room).glob("*.h"))]
RUNNERS = [path.relative_to(ROOT) for path in sorted((ROOT / TOOLS).glob("*.[ch]"))]
SCRIPTS = sorted(path.relative_to(ROOT) for pattern in ("*.sh", "common/tools/find-python",
                 ".ci/run", "[!b]*/**/*.sh", "book/**/*.sh") for path in ROOT.glob(pattern))
INCLUDES = [f"-I{room}" for room in ROOMS]
MAX_LINES = 500


def name(path):
    return str(path)


def tool(command):
    if shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    return command


def assert_silent(*command):
    """Run; anything but silence and success is a failure."""
    result = subprocess.run([str(word) for word in command], cwd=ROOT, text=True, check=False,
                            stdin=subprocess.DEVNULL, capture_output=True)
    said = (result.stdout + result.stderr).strip()
    if result.returncode != 0 or said:
        pytest.fail(said[:6000], pytrace=False)


@pytest.mark.parametrize("variant", ["gcc", "clang", "baseline", "asan", "fuzz"])
def test_builds_without_a_warning(variant):
    if lacks(variant):
        pytest.skip(lacks(variant))
    errors = build(variant)
    if errors:
        pytest.fail(errors[:6000], pytrace=False)


def test_header_names_are_unique():
    """A later chapter includes an earlier one's header by its name alone."""
    names = [header.name for header in HEADERS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("source", [*SOURCES, *HEADERS, *RUNNERS], ids=name)
def test_format(source):
    assert_silent(tool("clang-format"), "--dry-run", "-Werror", source)


@pytest.mark.parametrize("source", [*SOURCES, *RUNNERS], ids=name)
def test_clang_tidy(source):
    # Following every path through Criterion's macros takes long; the tests themselves run under
    # valgrind and the sanitizers, which see more.
    without = ["--checks=-clang-analyzer-*"] if source.name.startswith("test_") else []
    result = subprocess.run(
        [tool("clang-tidy"), "--quiet", *without, str(source), "--", "-std=c11", "-D_POSIX_C_SOURCE=200809L",
         "-fopenmp", '-DBUNDLED_DIGITS=""', *INCLUDES],
        cwd=ROOT, text=True, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    if result.returncode != 0 or result.stdout.strip():
        pytest.fail(result.stdout[:6000], pytrace=False)


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_cppcheck(room):
    sources = [source for source in SOURCES if source.parent == room]
    assert sources
    assert_silent(tool("cppcheck"), "--quiet", "--std=c11", "--enable=warning,performance,portability",
                  "--inline-suppr", "--error-exitcode=1", "-D_Noreturn=__attribute__((noreturn))",
                  f"--suppressions-list={TOOLS / 'cppcheck.suppressions'}",
                  '-DBUNDLED_DIGITS=""', *INCLUDES, *sources)


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_shellcheck(script):
    assert_silent(tool("shellcheck"), script)


@pytest.mark.parametrize("source", [*SOURCES, *HEADERS, *RUNNERS], ids=name)
def test_length(source):
    lines = (ROOT / source).read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines; a file of more than {MAX_LINES} is two"


@pytest.mark.parametrize("source", [*SOURCES, *HEADERS, *RUNNERS], ids=name)
def test_no_broken_criterion_assertions(source):
    """Criterion 2.4.1's new-style gt and ge pass whatever they compare."""
    assert "criterion/new/assert.h" not in (ROOT / source).read_text(encoding="utf-8")


@pytest.mark.parametrize("job", ["run", "check", "book", "exercises", "try", "grade"])
def test_setup_is_silent_where_all_is_there(job):
    """The checks are running, so all they need is there; without a network, quickly."""
    environment = dict(os.environ, SETUP_DRY_RUN="1")
    result = subprocess.run([TOOLS / "setup.sh", job], cwd=ROOT, env=environment, text=True,
                            check=False, stdin=subprocess.DEVNULL, capture_output=True)
    assert result.returncode == 0, result.stderr
