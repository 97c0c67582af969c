#!/usr/bin/env python3
"""Grades a folder of submissions.

    grade.py --submissions DIR --out DIR [--chapters "3 4"] [--jobs N] [--again]

Each folder or archive (zip, tar) in DIR is one submission. What comes out: gradebook.csv,
index.html, junit.xml, and for each student students/NAME/ with feedback.html, feedback.md,
results.json (Gradescope's) and junit.xml. A student's files appear when that student is done; a
grading that was interrupted goes on where it was, and what has changed is graded again.

Exit status: 0 all graded, 1 some could not be (their reports say "grader error"), 2 nothing was
begun.
"""
import argparse
import fcntl
import hashlib
import os
import signal
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools")]

import choosing  # noqa: E402
import formats  # noqa: E402
import memory  # noqa: E402
import sandbox  # noqa: E402
import submissions  # noqa: E402
from asking import Refusal, exercises_of, words_of  # noqa: E402
from exercises_lib import ROOT, ExerciseError  # noqa: E402
from feedback import html_page, markdown  # noqa: E402
from files import read_json, write, write_json  # noqa: E402
from gradebook import gradebook, overview  # noqa: E402
from grading import (Desk, failed_record, fresh_seed, grade, has_grader_error,  # noqa: E402
                     set_paper)
from kit import workshop  # noqa: E402
from progress_bar import Bar  # noqa: E402
from workers import Job, run_jobs  # noqa: E402

STATE = "grading.json"   # the seed and what was asked: for whoever grades alone
REFRESH = 1.0            # seconds between two states of the gradebook


# ---- what is asked ---------------------------------------------------------------------------

def version_of(exercises):
    """Changes whenever the same submission might be graded otherwise."""
    whole = hashlib.sha256()
    files = [path for folder in ("exercises/tools", "exercises/harness", "exercises/grader")
             for path in (ROOT / folder).glob("*.*") if not path.name.startswith("test_")]
    for exercise in exercises:
        files += [ROOT / exercise.source, *exercise.folder.glob("*.py"), *exercise.folder.glob("*.[ch]")]
    for path in sorted(set(files)):
        whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def chapters_handed_in(found):
    """(chapters of which at least half of the submissions have something, the others)."""
    counts = {}
    for submission in found:
        for chapter in choosing.chapters_of(submission):
            counts[chapter] = counts.get(chapter, 0) + 1
    usual = {chapter for chapter, count in counts.items() if 2 * count >= len(found)}
    return usual, {chapter: count for chapter, count in counts.items() if chapter not in usual}


def chosen_by_students(found):
    """The chapters that were handed in; says which."""
    usual, others = chapters_handed_in(found)
    if not usual:
        raise Refusal("the submissions do not say which chapters they are of: say so, CHAPTERS=\"3 4\"")
    print(f"grading chapter{'s' * (len(usual) > 1)} {', '.join(map(str, sorted(usual)))}, "
          "of which the submissions are")
    for chapter, count in sorted(others.items()):
        print(f"chapter {chapter} is in {count} of {len(found)} submissions: not graded; "
              f'CHAPTERS="{" ".join(map(str, sorted(usual | {chapter})))}" grades it')
    return list(map(str, sorted(usual)))


def check_tools(exercises):
    """What is missing here must not cost students points."""
    if not memory.available() and any(test.memory for exercise in exercises for test in exercise.tests):
        raise Refusal("valgrind is not installed: the tests of memory cannot be graded")


# ---- the folder of results -------------------------------------------------------------------

def check_folders(options):
    for name in ("submissions", "out"):
        if not getattr(options, name):
            raise Refusal(f"{name.upper()}=... is missing: make grade SUBMISSIONS=dir OUT=dir")
    handed_in, out = Path(options.submissions), Path(options.out)
    if not handed_in.is_dir():
        raise Refusal(f"SUBMISSIONS={handed_in}: there is no such folder")
    if out.resolve() == handed_in.resolve() or handed_in.resolve() in out.resolve().parents:
        raise Refusal(f"OUT={out} lies in SUBMISSIONS: its results would be taken for submissions")
    if out.exists() and not out.is_dir():
        raise Refusal(f"OUT={out} is no folder")
    if out.is_dir() and any(not item.name.startswith(".") for item in out.iterdir()) \
            and not (out / STATE).exists():
        raise Refusal(f"OUT={out} holds other files than a grading's: name a new folder")
    out.mkdir(parents=True, exist_ok=True)
    return handed_in, out


@contextmanager
def alone(out):
    with open(out / ".lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"another grading is writing to {out}") from None
        yield


def open_state(out, exercises):
    """{seed, version}: the seed stays while the same exercises are graded into this folder."""
    state, asked = read_json(out / STATE), [exercise.slug for exercise in exercises]
    if not isinstance(state, dict) or state.get("exercises") != asked or "seed" not in state:
        state = {"seed": fresh_seed(), "exercises": asked}
    state["version"] = version_of(exercises)
    write_json(out / STATE, state, mode=0o600)
    return state


def folder_of(out, entry):
    return out / "students" / entry.id


def kept_record(out, entry, digest, version):
    """The record of an earlier run, if nothing has changed since."""
    record = read_json(folder_of(out, entry) / "record.json")
    if isinstance(record, dict) and (record.get("digest"), record.get("version")) == (digest, version) \
            and not has_grader_error(record):
        return record
    return None


def write_student(out, entry, record):
    """Everything about one student; record.json comes last, and means that all is there."""
    folder = folder_of(out, entry)
    write(folder / "feedback.html", html_page(entry.name, record))
    write(folder / "feedback.md", markdown(entry.name, record))
    write(folder / "junit.xml", formats.junit(formats.junit_suites(entry.name, record)))
    write_json(folder / "results.json", formats.gradescope(record))
    write_json(folder / "record.json", record)


class Books:
    """The files about all students. Written anew now and then, and at the end."""

    def __init__(self, out, entries, exercises, strays, reduced):
        self.out, self.entries, self.exercises = out, entries, exercises
        self.strays, self.reduced = strays, reduced
        self.records, self.written = {}, 0.0

    def add(self, entry, record):
        self.records[entry.id] = record
        if time.monotonic() > self.written + REFRESH:
            self.write()

    def write(self):
        write(self.out / "gradebook.csv", gradebook(self.entries, self.records, self.exercises))
        write(self.out / "index.html", overview(self.entries, self.records, self.exercises, self.strays,
                                                self.reduced))
        self.written = time.monotonic()

    def close(self):
        self.write()
        suites = [suite for entry in self.entries if entry.id in self.records
                  for suite in formats.junit_suites(entry.name, self.records[entry.id])]
        write(self.out / "junit.xml", formats.junit(suites))


# ---- the run ---------------------------------------------------------------------------------

def grade_all(options):
    handed_in, out = check_folders(options)
    with alone(out):
        entries, strays = submissions.find(handed_in)
        if not entries:
            raise Refusal(f"SUBMISSIONS={handed_in} holds neither folders nor archives")
        found = {entry.id: submissions.read(entry.path) for entry in entries}
        exercises = exercises_of(words_of(options.chapters) or chosen_by_students(list(found.values())))
        check_tools(exercises)
        digests = {name: submission.digest for name, submission in found.items()}
        del found
        state = open_state(out, exercises)
        print(f"preparing {len(exercises)} exercises", flush=True)
        paper = set_paper(exercises, state["seed"])
        books = Books(out, entries, exercises, strays, sandbox.find(options.bubblewrap).reduced)
        try:
            grade_missing(options, entries, digests, state, paper, books)
        finally:
            books.close()
    return conclude(books, options)


def grade_missing(options, entries, digests, state, paper, books):
    missing = []
    for entry in entries:
        record = None if options.again else kept_record(books.out, entry, digests[entry.id], state["version"])
        if record:
            books.records[entry.id] = record
        else:
            missing.append(entry)
    if len(missing) < len(entries):
        print(f"{len(entries) - len(missing)} of {len(entries)} are graded already", flush=True)
    with workshop(paper.exercises) as shop, Bar(len(missing)) as bar:
        def work(entry, worker):
            """In a process of its own."""
            folder = shop / f"worker-{worker}-{entry.id[:40]}"
            folder.mkdir(mode=0o711)
            desk = Desk(sandbox.find(options.bubblewrap), shop / "kit", folder, worker)
            submission = submissions.read(entry.path)
            record = grade(submission, paper, desk)
            record |= {"submission": entry.name, "digest": submission.digest, "version": state["version"]}
            write_student(books.out, entry, record)

        def collect(entry, reason):
            """In this process, when the other has ended."""
            record = None if reason else read_json(folder_of(books.out, entry) / "record.json")
            if record is None:
                record = failed_record(paper, reason or "the grader left no record")
                record |= {"submission": entry.name, "digest": "", "version": ""}
                write_student(books.out, entry, record)
            books.add(entry, record)
            bar.step(f"{entry.name}: {record['score']} of {record['most']}")

        jobs = [Job(entry, time_for(paper)) for entry in missing]
        run_jobs(jobs, work, collect, min(options.jobs, sandbox.USERS), books.out / "errors.log",
                 sandbox.find(options.bubblewrap).sweep)


def time_for(paper):
    """Seconds after which something is wrong with the grader itself."""
    return 120 + sum(70 + 3 * sum(test.limit for test in exercise.tests) for exercise in paper.exercises)


def conclude(books, options):
    records = list(books.records.values())
    scores, most = [record["score"] for record in records], records[0]["most"]
    errors = [entry.name for entry in books.entries if has_grader_error(books.records[entry.id])]
    for stray in books.strays:
        print(stray)
    if books.reduced:
        print(f"isolation was reduced: {books.reduced}")
    print(f"{len(records)} graded: mean {statistics.mean(scores):.1f}, median {statistics.median(scores):g} "
          f"of {most} points")
    if errors:
        print(f"grader error, no points given, type the same again: {', '.join(errors[:20])}; "
              f"{books.out}/errors.log says more")
    print(f"{books.out}/gradebook.csv\n{books.out}/index.html")
    return 1 if errors else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", required=True, metavar="DIR")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--chapters", default="", metavar='"3 4"')
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0))
                        if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="grade all, also what has not changed")
    parser.add_argument("--without-bubblewrap", dest="bubblewrap", action="store_false",
                        help="as on a machine that lacks it")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return grade_all(options)
    except (Refusal, ExerciseError) as error:
        print(f"grade: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ngrade: interrupted; the same command goes on from here", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
