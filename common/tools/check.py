#!/usr/bin/env python3
"""Run all tests; the last line is `N passed, N failed`, with `, N skipped` if there are any.

    check.py [PYTEST'S OPTIONS OR PATHS]

A test that was collected and has no result counts as failed, as does a file that could not be
collected. JOBS sets how many run at a time, where pytest-xdist is installed.
"""
import importlib.util
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from building import ROOT, jobs, session

WAITING = 1  # so many more than there are cores: tests wait, for time-outs, browsers and each other
ROOMS = ("exercises", "book", "common", "chapters", "datasets")  # the longest files first


class Tally:
    """What became of each test, here or in whichever process ran it."""

    def __init__(self):
        self.collected = set()
        self.results = {}
        self.broken = set()
        self.skips = {}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        self.collected.update(ids)

    def pytest_collection_finish(self, session):
        self.collected.update(item.nodeid for item in session.items)

    def pytest_collectreport(self, report):
        if report.failed:
            self.broken.add(report.nodeid)

    def pytest_runtest_logreport(self, report):
        before = self.results.get(report.nodeid)
        if report.failed:
            self.results[report.nodeid] = "failed"
        elif report.skipped and before != "failed":
            self.results[report.nodeid] = "skipped"
            self.skips[report.nodeid] = report.longrepr[2] if report.longrepr else report.wasxfail
        elif report.when == "call" and before is None:
            self.results[report.nodeid] = "passed"

    def count(self, outcome):
        return list(self.results.values()).count(outcome)


def main():
    os.chdir(ROOT)
    session()
    options = ["-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", f"--rootdir={ROOT}"]
    if importlib.util.find_spec("xdist") and jobs() != "1":
        options += ["-n", os.environ.get("JOBS") or str(int(jobs()) + WAITING), "--dist", "loadfile"]
    paths = [room for room in ROOMS if (ROOT / room).is_dir()]
    chosen = sys.argv[1:]
    if not any(os.path.exists(word.split("::")[0]) for word in chosen):
        chosen += paths
    tally = Tally()
    status = pytest.main(options + chosen, plugins=[tally])

    for reason in sorted(set(tally.skips.values())):
        count = list(tally.skips.values()).count(reason)
        print(f"skipped, {count}: {reason}")
    silent = tally.collected - set(tally.results)
    for nodeid in sorted(silent):
        print(f"did not run: {nodeid}")
    for nodeid in sorted(tally.broken):
        print(f"could not be collected: {nodeid}")
    passed, skipped = tally.count("passed"), tally.count("skipped")
    failed = tally.count("failed") + len(silent) + len(tally.broken)
    if passed == 0 or (status != 0 and failed == 0):
        print(f"pytest ended with status {int(status)}")
        failed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""),
          flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
