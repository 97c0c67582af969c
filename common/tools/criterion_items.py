"""Criterion's tests as pytest items.

What must run is read off the sources; what did run is what criterion_guard.c recorded. A test
of the first list without a passed record fails, whatever the program's exit status says.

For each test_*.c: one item a test (gcc), and one each for the whole file: gcc (nothing but the
listed tests ran, and the exit status agrees), clang and baseline (all tests pass there too),
asan and valgrind (all pass, nothing found). A file marked `/* variant: double */` runs with
`real` as double alone, under the sanitizers. For each fuzz_*.c: a short run.
"""
import json
import re
from pathlib import Path

import pytest

from building import CHECK, built, is_double, lacks, locked, program_of, session
from running import TOOLS, run, run_watched

TEST = re.compile(r"^(?:Test|ParameterizedTest|Theory)\s*\(", re.MULTILINE)
NAMES = re.compile(r"^(?:Test\s*\(|ParameterizedTest\s*\([^,]+,|Theory\s*\(\s*\([^)]*\)\s*,)"
                   r"\s*(\w+)\s*,\s*(\w+)", re.MULTILINE)
# Seconds for one test and for a whole file; a test ends when it ends, these are for hangs.
PATIENCE = {"gcc": (30, 120), "clang": (30, 120), "baseline": (30, 120), "double": (60, 240),
            "asan": (60, 240), "valgrind": (150, 450)}
FUZZ_SECONDS = 3


class Failure(Exception):
    """A test failed; the message is for the reader, no traceback wanted."""


def manifest(source):
    """The (suite, name) of each test in a file."""
    text = Path(source).read_text(encoding="utf-8")
    tests = NAMES.findall(text)
    if len(tests) != len(TEST.findall(text)):
        raise Failure(f"{source}: a test's suite and name could not be read")
    if len(set(tests)) != len(tests):
        raise Failure(f"{source}: two tests have the same name")
    return tests


def parse_records(text):
    """Lines of criterion_guard.c as {(suite, name): [(event, what)]}."""
    records = {}
    for line in text.splitlines():
        event, suite, name, what = line.split("\t")
        records.setdefault((suite, name), []).append((event, what))
    return records


def verdict(records):
    """('passed' or 'failed' or 'skipped', why) of one test, from its records."""
    events = [event for event, _ in records]
    if not events:
        return "failed", "it did not run"
    for event, what in records:
        if event == "failed":
            return "failed", what
    if events.count("started") != len(events) - events.count("started"):
        return "failed", "it started and did not end"
    return ("skipped", "it skips itself") if "skipped" in events else ("passed", "")


def run_file(program, variant):
    """Run all tests of a program once; {status, output, found, records}."""
    results = CHECK / variant / "results" / f"{program.name}.tsv"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    one, whole = PATIENCE[variant]
    settings = {"TEST_RESULTS": str(results), "TEST_TIMEOUT": str(one)}
    status, out, err, found = run_watched(variant, [program, "-j1", "--ascii", "--color=never"],
                                          whole, settings)
    return {"status": status, "output": out + err, "found": found,
            "records": results.read_text(encoding="utf-8") if results.exists() else ""}


def outcome(source, variant):
    """run_file, once for each session and file, whichever process asks first."""
    if lacks(variant):
        pytest.skip(lacks(variant))
    name = program_of(Path(source))
    kept = CHECK / variant / "results" / f"{name}.json"
    program = built(variant, name)
    with locked(f"{variant}-{name}"):
        if kept.exists():
            result = json.loads(kept.read_text(encoding="utf-8"))
            if result["session"] == session():
                return result
        result = dict(run_file(program, variant), session=session())
        kept.write_text(json.dumps(result), encoding="utf-8")
    return result


def explain(result, suite, name):
    """The part of the program's output that belongs to a test."""
    lines, mine = [], []
    for line in result["output"].splitlines():
        mine.append(line)
        if re.match(r"\[(FAIL|PASS|SKIP)\]", line):
            if f"{suite}::{name}:" in line:
                lines += mine
            mine = []
    return "\n".join(lines or result["output"].splitlines()[-30:])


def check_test(result, suite, name):
    status, why = verdict(parse_records(result["records"]).get((suite, name), []))
    if status == "failed":
        if result["status"] is None:
            why += "; the program hung and was ended"
        raise Failure(f"{suite}::{name}: {why}\n{explain(result, suite, name)}")
    if status == "skipped":
        pytest.skip(explain(result, suite, name))


def check_file(result, tests):
    """Nothing happened that no test answers for."""
    records = parse_records(result["records"])
    strangers = sorted(set(records) - set(tests))
    failed = [key for key in tests if verdict(records.get(key, []))[0] == "failed"]
    if not tests:
        raise Failure("there is no test in this file")
    if strangers:
        raise Failure(f"tests ran that the source does not list: {strangers}")
    if result["status"] is None:
        raise Failure("the program hung and was ended\n" + result["output"][-2000:])
    if (result["status"] == 0) != (not failed):
        raise Failure(f"exit status {result['status']}, but {len(failed)} tests failed\n"
                      + result["output"][-2000:])


def check_everything(result, tests):
    """All tests passed, and the tool that watched found nothing."""
    check_file(result, tests)
    if result["found"]:
        raise Failure(result["found"][:6000])
    for suite, name in tests:
        status, why = verdict(parse_records(result["records"]).get((suite, name), []))
        if status == "failed":
            raise Failure(f"{suite}::{name}: {why}\n{explain(result, suite, name)}")


class Item(pytest.Item):
    """One check of a file; CHECK is called with the file's path and raises Failure."""

    def __init__(self, *, check, **keywords):
        super().__init__(**keywords)
        self.check = check

    def runtest(self):
        self.check(self.path)

    def repr_failure(self, excinfo, style=None):
        if excinfo.errisinstance((Failure, RuntimeError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, self.name


def whole_file(variant):
    def check(source):
        result = outcome(source, variant)
        if variant == "gcc":
            check_file(result, manifest(source))
        else:
            check_everything(result, manifest(source))
    return check


def single_test(variant, suite, name):
    return lambda source: check_test(outcome(source, variant), suite, name)


class TestFile(pytest.File):
    def collect(self):
        double = is_double(self.path)
        variant = "double" if double else "gcc"
        for suite, name in manifest(self.path):
            yield Item.from_parent(self, name=f"{suite}::{name}",
                                   check=single_test(variant, suite, name))
        for whole in ("double",) if double else ("gcc", "clang", "baseline", "asan", "valgrind"):
            yield Item.from_parent(self, name=f"[{whole}]", check=whole_file(whole))


def fuzz(source):
    if lacks("fuzz"):
        pytest.skip(lacks("fuzz"))
    program = built("fuzz", program_of(source))
    status, out, err = run([TOOLS / "fuzz.sh", program, FUZZ_SECONDS], 60 + 4 * FUZZ_SECONDS)
    if status != 0:
        raise Failure(f"exit status {status}\n{(out + err)[-6000:]}")


class FuzzFile(pytest.File):
    def collect(self):
        yield Item.from_parent(self, name=f"[{FUZZ_SECONDS} s]", check=fuzz)


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".c" and file_path.name.startswith("test_"):
        return TestFile.from_parent(parent, path=file_path)
    if file_path.suffix == ".c" and file_path.name.startswith("fuzz_"):
        return FuzzFile.from_parent(parent, path=file_path)
    return None
