"""Ctrl-C loses nothing: what an interrupted run leaves, and that --resume brings the same bits."""
import os
import re
import signal
import subprocess
import time

import pytest

from test_programs import ROOT, built, digits, program  # pylint: disable=unused-import

# A run of each program that can be resumed, long enough to be interrupted.
LONG = {
    "02-backprop": ["--hidden", "16", "--epochs", "400", "--batch", "10", "--validation", "50"],
    "03-losses": ["--hidden", "16", "--epochs", "400", "--batch", "10", "--validation", "50",
                  "--loss", "focal", "--unbalance", "0.5", "--wrong-labels", "0.1"],
    "06-cnn": ["--net", "plain", "--epochs", "40", "--batch", "20", "--images", "100"],
}


def resumable():
    found = []
    for path in sorted(ROOT.glob("chapters/[0-9]*/main.c")):
        if "RESUME_OPTION" in path.read_text(encoding="utf-8"):
            found.append(path.parent.name)
    return found


def rows(directory):
    """metrics.csv without the seconds, the one column that may differ."""
    lines = (directory / "metrics.csv").read_text(encoding="ascii").splitlines()
    return [",".join(cell for i, cell in enumerate(line.split(",")) if i != 3) for line in lines]


def started(chapter, *options):
    return subprocess.Popen([built("gcc", chapter), *map(str, options)], cwd=ROOT, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=dict(os.environ, OMP_WAIT_POLICY="passive"))


def interrupt(process, out, after_rows, number=signal.SIGINT):
    """Sends the signal when so many epochs are logged; (status, standard error, seconds)."""
    deadline = time.monotonic() + 60
    while len(rows(out)) <= after_rows if (out / "metrics.csv").exists() else True:
        assert time.monotonic() < deadline and process.poll() is None, "no rows to wait for"
        time.sleep(0.005)
    begin = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err, time.monotonic() - begin


def test_every_resumable_program_is_tried():
    assert set(LONG) == set(resumable())


@pytest.mark.parametrize("chapter", sorted(LONG))
def test_interrupted_and_resumed_is_as_never_stopped(digits, tmp_path, chapter):
    options = [*LONG[chapter], "--data", digits, "--seed", 4]
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    status, said, err, _ = program("gcc", chapter, *options, "--out", whole)
    assert status == 0, err
    for threads, more in ((2, []), (1, ["--resume"])):
        after = 2 + (len(rows(pieces)) if more else 0)  # a signal before it goes on is just an end
        process = started(chapter, *options, "--threads", threads, "--out", pieces, *more)
        status, err, seconds = interrupt(process, pieces, after)
        assert status == -signal.SIGINT
        assert re.search(r"interrupted after \d+ of \d+ epochs", err), err
        assert seconds < 3
        kept = rows(pieces)
        assert kept == rows(whole)[:len(kept)] and len(kept) > after
        assert (pieces / "model.safetensors").exists()
        assert not list(pieces.glob("*.part"))
    status, again, err, _ = program("gcc", chapter, *options, "--out", pieces, "--resume")
    assert status == 0, err
    assert again.splitlines()[-1] == said.splitlines()[-1]
    assert rows(pieces) == rows(whole)
    for name in ("model.safetensors", "classes.csv", "confusion.csv", "predictions.csv"):
        assert (pieces / name).read_bytes() == (whole / name).read_bytes(), name
    assert not (pieces / "checkpoint.safetensors").exists()


def test_kept_weights_are_those_of_the_last_complete_epoch(digits, tmp_path):
    options = [*LONG["02-backprop"], "--data", digits, "--schedule", "constant"]
    process = started("02-backprop", *options, "--out", tmp_path / "cut")
    interrupt(process, tmp_path / "cut", 3, signal.SIGTERM)
    assert process.returncode == -signal.SIGTERM
    epochs = rows(tmp_path / "cut")[-1].split(",")[0]
    shorter = [epochs if before == "--epochs" else word
               for before, word in zip(["", *options], options)]
    status, _, err, _ = program("gcc", "02-backprop", *shorter, "--out", tmp_path / "short")
    assert status == 0, err
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("cut", "short")]
    assert weights[0] == weights[1]


@pytest.fixture(scope="module")
def checkpoint(digits, tmp_path_factory):
    out = tmp_path_factory.mktemp("checkpoint")
    process = started("02-backprop", *LONG["02-backprop"], "--data", digits, "--out", out)
    interrupt(process, out, 1)
    return (out / "checkpoint.safetensors").read_bytes()


@pytest.mark.parametrize("change, reason", [
    (["--rate", "0.02"], "a checkpoint of another run"),
    (["--seed", "9"], "a checkpoint of another run"),
    (["--images", "150"], "a checkpoint of another run"),
    (["--hidden", "12"], "a checkpoint of another run"),
], ids=str)
def test_checkpoint_of_another_run_is_refused(digits, tmp_path, checkpoint, change, reason):
    (tmp_path / "checkpoint.safetensors").write_bytes(checkpoint)
    (tmp_path / "metrics.csv").write_text("as it was", encoding="ascii")
    status, _, err, _ = program("gcc", "02-backprop", *LONG["02-backprop"], "--data", digits,
                                "--out", tmp_path, "--resume", *change)
    assert status == 1
    assert reason in err and "checkpoint.safetensors" in err
    assert (tmp_path / "metrics.csv").read_text(encoding="ascii") == "as it was"


@pytest.mark.parametrize("length", [0, 7, 300, -1])
def test_truncated_checkpoint_is_refused(digits, tmp_path, checkpoint, length):
    (tmp_path / "checkpoint.safetensors").write_bytes(checkpoint[:length])
    status, _, err, _ = program("gcc", "02-backprop", *LONG["02-backprop"], "--data", digits,
                                "--out", tmp_path, "--resume")
    assert status == 1
    assert "checkpoint.safetensors" in err


def test_resume_asks_for_what_it_needs(digits, tmp_path):
    status, _, err, _ = program("gcc", "02-backprop", "--data", digits, "--resume")
    assert status == 2 and "--out" in err
    status, _, err, _ = program("gcc", "02-backprop", "--data", digits, "--out", tmp_path,
                                "--resume")
    assert status == 1 and "checkpoint.safetensors" in err
