"""Hostile and broken submissions: each gets the points that it must get, and its neighbours theirs.

All are graded in one run, as a class is, with honest submissions before, among and after them.
"""
import bz2
import gzip
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tools"),
                str(Path(__file__).resolve().parents[2] / "common" / "tools")]

import pieces  # noqa: E402
import sandbox  # noqa: E402
from building import CHECK, locked, once, session  # noqa: E402
from exercises_lib import EXERCISES, ROOT, load  # noqa: E402

SLUG, FILE = "01-matrix-product", "matmul.c"
EXERCISE = load(SLUG)
SOLUTION = pieces.solution_text(EXERCISE)
FULL = EXERCISE.points
BOXED = bool(sandbox.find().bubblewrap)
NO_BOX = "bubblewrap does not work here"
# What only bubblewrap prevents.
NEEDS_BOX = {"reads_disk", "reads_proc", "opens_socket", "deletes_folder", "daemon", "writes_files"}
LINUX = sys.platform == "linux"


# ---- C samples -------------------------------------------------------------------------------

@dataclass(frozen=True)
class Sample:
    name: str
    points: int
    reason: str
    prints: str
    text: str


def read_sample(path):
    text = path.read_text(encoding="utf-8")
    told = {key: value.strip() for key, value in
            re.findall(r"^\W*(points|reason|prints):(.*?)(?:\*/)?$", text.split("*/")[0] + "*/", re.M)}
    return Sample(path.stem, int(told["points"]), told["reason"], told.get("prints", ""), text)


SAMPLES = [read_sample(path) for path in sorted((Path(__file__).parent / "hostile").glob("*.c"))]


def with_sample(sample, port):
    """The student's file: the solution's other functions, and the sample in place of its own."""
    rest = pieces.replaced(ROOT / EXERCISE.source, {"matmul_naive": []})
    return f"#define _GNU_SOURCE\n#define PORT {port}\n{rest}\n{sample.text}"


# ---- submissions that are no C ---------------------------------------------------------------

def tar_of(stream, *members):
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def tar_member(name, kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def zip_of(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)


def place(folder, text=SOLUTION, name=FILE):
    """The right place in a folder that is handed in."""
    target = folder / "exercises" / SLUG / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if text is not None:
        target.write_text(text, encoding="utf-8")
    return target


def nothing(at):
    at.mkdir()


def symlink_out(at):
    place(at, None).symlink_to(ROOT / EXERCISE.source)


def hard_link(at):
    """As an archive might bring it: a second name of somebody else's file."""
    other = at.parent.parent / "somebody-elses.c"
    other.write_text(SOLUTION, encoding="utf-8")
    os.link(other, place(at, None))


def folder_link(at):
    (at / "exercises").mkdir(parents=True)
    (at / "exercises" / SLUG).symlink_to(ROOT / "chapters" / "01-forward")


def pipe(at):
    os.mkfifo(place(at, None))


def huge_source(at):
    with open(place(at, None), "wb") as stream:
        stream.truncate(1 << 30)


def deep_folders(at):
    place(at)
    folder = at
    for _ in range(60):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / FILE).write_text("x", encoding="ascii")


def many_files(at):
    """More than are looked at, after the one that counts."""
    place(at)
    (at / "z").mkdir()
    for n in range(3100):
        (at / "z" / str(n)).touch()


def strange_bytes(at):
    place(at, None).write_bytes(b"\xff\xfe\x00\x00" + SOLUTION.encode("utf-16-le"))


def unknown_names(at):
    place(at)
    (Path(os.fsdecode(bytes(os.fsencode(at)) + b"/\xff\xfe.c"))).write_text("x", encoding="ascii")
    (at / "new\nline.c").write_text("x", encoding="ascii")


def two_candidates(at):
    place(at / "a")
    place(at / "b")


def misnamed(at):
    at.mkdir()
    (at / "Matmul (1).c").write_text(SOLUTION, encoding="utf-8")
    (at / "essay.txt").write_text("Please.", encoding="ascii")


def nested(at):
    place(at / "my homework" / "final version")


def zip_out(at):
    zip_of(at.with_name(at.name + ".zip"), ("../../evil.c", "x"), ("/tmp/evil.c", "x"), ("C:\\evil.c", "x"),
           (f"top/{SLUG}/{FILE}", SOLUTION))


def zip_link(at):
    info = zipfile.ZipInfo(f"{SLUG}/{FILE}")
    info.external_attr = 0o120777 << 16
    zip_of(at.with_name(at.name + ".zip"), (info, str(ROOT / EXERCISE.source)))


def zip_bomb(at):
    """16 GB in the header's word, a gigabyte really, a megabyte on disk."""
    path = at.with_name(at.name + ".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(zipfile.ZipInfo(f"{SLUG}/{FILE}"), "w", force_zip64=True) as member:
            for _ in range(200):
                member.write(bytes(1 << 20))


def zip_many(at):
    zip_of(at.with_name(at.name + ".zip"), *((f"{n}/{FILE}", "x") for n in range(4000)))


def zip_lies(at):
    """Its directory says that the file is small."""
    path = at.with_name(at.name + ".zip")
    zip_of(path, (f"{SLUG}/{FILE}", bytes(10_000_000)))
    data = path.read_bytes()
    size = (10_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))


def zip_cut(at):
    path = at.with_name(at.name + ".zip")
    zip_of(path, (f"{SLUG}/{FILE}", SOLUTION))
    path.write_bytes(path.read_bytes()[:-40])


def zip_garbage(at):
    at.with_name(at.name + ".zip").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)


def tar_good(at):
    with bz2.open(at.with_name(at.name + ".tar.bz2"), "wb") as stream:
        tar_of(stream, (tar_member(f"./x/{SLUG}/{FILE}"), SOLUTION.encode()))


def tar_hostile(at):
    """Links, a device, names that point out: the one file that counts is a link."""
    target = str(ROOT / EXERCISE.source)
    with gzip.open(at.with_name(at.name + ".tgz"), "wb") as stream:
        tar_of(stream, (tar_member(f"{SLUG}/{FILE}", tarfile.SYMTYPE, target), b""),
               (tar_member("hard.c", tarfile.LNKTYPE, target), b""),
               (tar_member("device.c", tarfile.CHRTYPE), b""), (tar_member("pipe.c", tarfile.FIFOTYPE), b""),
               (tar_member("../../out.c"), b"x"), (tar_member("/etc/out.c"), b"x"))


def tar_bomb(at):
    """300 MB of zeros in a few hundred bytes."""
    with bz2.open(at.with_name(at.name + ".tar.bz2"), "wb") as stream:
        info = tar_member("zeros")
        info.size = 300 << 20
        stream.write(info.tobuf())
        for _ in range(300):
            stream.write(bytes(1 << 20))


def seven_zip(at):
    at.with_name(at.name + ".7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))


# name of what is handed in: (how it is made, points, a part of what the report says)
BROKEN = {
    "empty": (nothing, 0, "is missing"),
    "symlink out": (symlink_out, 0, "is a link"),
    "folder link": (folder_link, 0, "is a link"),
    "hard link": (hard_link, 0, "is a hard link"),
    "pipe": (pipe, 0, "is a pipe"),
    "huge source": (huge_source, 0, "1,073,741,824 bytes"),
    "deep folders": (deep_folders, FULL, "lies too deep"),
    "many files": (many_files, FULL, "more than 3000 files"),
    "utf-16": (strange_bytes, 0, "does not compile"),
    "unknown names": (unknown_names, FULL, "not asked for: \\xff\\xfe.c, new\\nline.c"),
    "two candidates": (two_candidates, 0, "could be a/exercises"),
    "misnamed": (misnamed, FULL, "expected 01-matrix-product/matmul.c, found Matmul (1).c"),
    "nested": (nested, FULL, ""),
    "zip out": (zip_out, FULL, "points out of the archive"),
    "zip link": (zip_link, 0, "is a link"),
    "zip bomb": (zip_bomb, 0, "is not read: it has"),
    "zip many": (zip_many, 0, "more than 3000 files"),
    "zip lies": (zip_lies, 0, ""),
    "zip cut": (zip_cut, 0, "cannot be read"),
    "zip garbage": (zip_garbage, 0, "cannot be read"),
    "tar good": (tar_good, FULL, ""),
    "tar hostile": (tar_hostile, 0, "is a link"),
    "tar bomb": (tar_bomb, 0, "is not read"),
    "seven zip": (seven_zip, 0, "7z archives are not read"),
    "=cmd|' C calc'!A1 <script>alert(1)<": (nested, FULL, ""),
}
RAW_NAME = b"caf\xe9 \xff"
HONEST = ["000 honest", "honest", "zzz honest"]


# ---- one grading of them all -----------------------------------------------------------------

@dataclass
class Class:
    out: Path
    status: int
    said: str
    records: dict      # name of the submission -> record
    connections: list


def listen(connections):
    """A server on loopback that remembers who came."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connections.append(server.accept()[1])
            except OSError:
                return
    threading.Thread(target=accept, daemon=True).start()
    return server


def hand_in(folder, port):
    for name in HONEST:
        place(folder / name)
    for sample in SAMPLES:
        place(folder / sample.name, with_sample(sample, port))
    for name, (make, *_) in BROKEN.items():
        make(folder / name)
    place(folder / os.fsdecode(RAW_NAME))
    (folder / "notes.txt").write_text("no submission", encoding="ascii")
    (folder / "linked").symlink_to(folder / HONEST[0])


def run_grader(folder, out, *options):
    command = [sys.executable, EXERCISES / "grader" / "grade.py", "--submissions", folder, "--out", out,
               "--chapters", SLUG, "--jobs", "2", *options]
    done = subprocess.run(list(map(str, command)), check=False, capture_output=True, timeout=900,
                          env={**os.environ, "HOSTILE_SECRET": "1"})
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def read_records(out):
    found = {}
    for path in out.glob("students/*/record.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[record["submission"]] = record
    return found


def grade_everything(place_of_all):
    """Hands in and grades; what is worth knowing goes to told.json, for all who run tests at once."""
    shutil.rmtree(place_of_all, ignore_errors=True)
    folder, connections = place_of_all / "handed in", []
    folder.mkdir(parents=True)
    with listen(connections) as server:
        hand_in(folder, server.getsockname()[1])
        status, said = run_grader(folder, place_of_all / "out")
    told = {"status": status, "said": said, "connections": list(map(str, connections))}
    (place_of_all / "told.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture(scope="module")
def graded():
    place_of_all = CHECK / "hostile" / session()
    with locked("hostile"):
        if once(place_of_all.with_suffix(".session")):
            for old in (CHECK / "hostile").glob("*/"):
                if old.stat().st_mtime < time.time() - 3600:
                    shutil.rmtree(old, ignore_errors=True)
            grade_everything(place_of_all)
    told = json.loads((place_of_all / "told.json").read_text(encoding="utf-8"))
    return Class(place_of_all / "out", records=read_records(place_of_all / "out"), **told)


def everything_said(record):
    exercise = record["exercises"][0]
    return "\n".join([*record["notes"], exercise["note"], exercise["said"],
                      *(test["reason"] for test in exercise["tests"])])


def test_there_are_at_least_25():
    assert len(SAMPLES) + len(BROKEN) >= 25


def test_all_are_graded_and_nothing_went_wrong(graded):
    assert graded.status == 0, graded.said
    expected = {*HONEST, *BROKEN, *(s.name for s in SAMPLES), "caf\\xe9 \\xff"}
    names = {re.sub(r"\.(zip|7z|tgz|tar\.bz2)$", "", name) for name in graded.records}
    assert names == expected
    assert "notes.txt is neither a folder nor an archive" in graded.said
    assert "linked is a link" in graded.said


@pytest.mark.parametrize("name", [*HONEST, "caf\\xe9 \\xff"])
def test_honest_neighbours_keep_their_points(graded, name):
    exercise = graded.records[name]["exercises"][0]
    assert exercise["score"] == FULL, json.dumps(exercise, indent=1)
    assert graded.records[name]["notes"] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample(graded, sample):
    if sample.name in NEEDS_BOX and not BOXED:
        pytest.skip(NO_BOX)
    exercise = graded.records[sample.name]["exercises"][0]
    assert exercise["score"] == sample.points, json.dumps(exercise, indent=1)
    first = exercise["tests"][0]
    assert sample.reason in first["reason"].replace("`", "'"), first  # each linker has its own quotes
    assert sample.prints in first["printed"], first
    for test in exercise["tests"]:
        assert test["score"] in (0, test["most"])
        assert bool(test["reason"]) == (test["score"] == 0), "every failure says why"


def test_nobody_came_through_the_network(graded):
    if not BOXED:
        pytest.skip(NO_BOX)
    assert graded.connections == []


def test_nothing_lives_on(graded):
    del graded
    if not LINUX:
        pytest.skip("there is no /proc")
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert b"sleep\x0061.5" not in path.read_bytes()
        except OSError:
            pass


@pytest.mark.parametrize("name", BROKEN)
def test_broken(graded, name):
    _, most, said = BROKEN[name]
    record = next(r for key, r in graded.records.items()
                  if re.sub(r"\.(zip|7z|tgz|tar\.bz2)$", "", key) == name)
    exercise = record["exercises"][0]
    assert exercise["score"] == most, json.dumps(record, indent=1)
    assert said in everything_said(record), everything_said(record)


def test_what_they_print_stays_text_in_every_report(graded):
    for path in graded.out.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
    page = (graded.out / "students" / "fake_report" / "feedback.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page


def test_the_gradebook_starts_no_formula(graded):
    book = (graded.out / "gradebook.csv").read_text(encoding="utf-8")
    rows = [row for row in book.splitlines() if "cmd|" in row]
    assert rows and all(row.startswith(("'=", "\"'=")) for row in rows)
