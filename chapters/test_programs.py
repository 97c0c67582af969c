"""The chapters' programs from outside: what they print, their exit status, their memory."""
import importlib.util
import os
import re
import shutil
import subprocess
import time

import pytest

from building import ROOT, built, lacks
from running import run_watched

CHAPTERS = sorted(path.parent.name for path in ROOT.glob("chapters/[0-9]*/main.c"))
# A short run of each, through as much of its code as a few seconds under valgrind allow.
SMALL = {
    "01-forward": [["--show", "2", "--seed", "7"]],
    "02-backprop": [
        ["--epochs", "2", "--batch", "32", "--hidden", "12,8", "--validation", "40"],
        ["--epochs", "2", "--batch", "0", "--hidden", "10", "--optimizer", "gd", "--schedule",
         "constant", "--init", "report", "--rate", "0.1"],
        ["--epochs", "1", "--hidden", "6", "--optimizer", "adam", "--schedule", "cosine"],
    ],
    "03-losses": [
        ["--epochs", "1", "--hidden", "8", "--loss", "weighted", "--unbalance", "0.2"],
        ["--epochs", "1", "--hidden", "8", "--loss", "smoothing", "--wrong-labels", "0.1",
         "--validation", "40"],
        ["--epochs", "1", "--hidden", "8", "--loss", "mse"],
        ["--epochs", "1", "--hidden", "8", "--loss", "hinge", "--batch", "0"],
        ["--epochs", "1", "--hidden", "8", "--loss", "focal", "--weights",
         "1,1,1,1,2,1,1,0.5,1,1"],
    ],
    "04-pruning": [
        ["--epochs", "1", "--hidden", "12,8", "--validation", "40", "--fine-tune", "1"],
        ["--epochs", "1", "--hidden", "12,8", "--validation", "0", "--batch", "10", "--pruning",
         "gradual", "--criterion", "gradient", "--score-images", "30", "--fine-tune", "2"],
        ["--epochs", "1", "--hidden", "12,8", "--validation", "40", "--pruning", "iterative",
         "--rounds", "2", "--rewind", "--structured", "--sparsity", "0.5", "--criterion",
         "random", "--scope", "layer"],
        ["--epochs", "0", "--hidden", "6", "--validation", "40", "--pruning", "report",
         "--fine-tune", "1", "--sparsity", "0.1"],
    ],
    "05-quantization": [
        ["--epochs", "1", "--hidden", "6,5", "--samples", "40", "--per-channel", "--verify",
         "--validation", "20", "--qat", "1", "--bits", "3", "--prune", "0.5"],
        ["--epochs", "1", "--hidden", "6", "--samples", "40", "--scheme", "k-means", "--bits", "2"],
        ["--epochs", "1", "--hidden", "6", "--samples", "40", "--dynamic", "--calibration", "mse"],
        ["--epochs", "2", "--hidden", "6", "--samples", "40", "--grid", "all",
         "--grid-calibrated"],
    ],
    "06-cnn": [
        ["--epochs", "1", "--net", "plain", "--images", "96", "--validation", "20"],
        ["--epochs", "2", "--images", "70", "--batch", "32", "--forms", "--pictures"],
        ["--epochs", "1", "--net", "batchnorm", "--images", "40", "--batch", "0", "--prune",
         "0.5", "--fine-tune", "1"],
    ],
    "07-study": [
        ["--mode", "published", "--without", "no-test-set", "--model", "quantized-focal",
         "--iterations", "30"],
        ["--mode", "corrected", "--model", "quantized-hinge", "--iterations", "20"],
        ["--mode", "corrected", "--with", "mask-not-kept", "--model", "pruned-mse",
         "--iterations", "20"],
        ["--cell", "corrected/pruned-cross-entropy/0.1/seed-2", "--iterations", "60"],
    ],
}
RUNS = [(chapter, options) for chapter, runs in sorted(SMALL.items()) for options in runs]
PATIENCE = {"gcc": 60, "asan": 120, "valgrind": 400}


def load(path):
    spec = importlib.util.spec_from_file_location("module", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def digits(tmp_path_factory):
    """A directory of few images: 200 to train, 50 to test."""
    make_digits = load(ROOT / "datasets" / "make-digits-10k.py")
    directory = tmp_path_factory.mktemp("digits")
    for part, count in (("train", 200), ("t10k", 50)):
        samples = make_digits.read_samples(ROOT / "datasets" / "digits-10k", part, count)
        images, labels = make_digits.images_idx(samples), make_digits.labels_idx(samples)
        (directory / f"{part}-images-idx3-ubyte").write_bytes(images)
        (directory / f"{part}-labels-idx1-ubyte").write_bytes(labels)
    return directory


def program(variant, chapter, *options):
    if lacks(variant):
        pytest.skip(lacks(variant))
    path = built(variant, chapter)
    return run_watched(variant, [path, *map(str, options)], PATIENCE[variant])


def test_every_chapter_has_a_small_run():
    assert CHAPTERS and set(CHAPTERS) == set(SMALL)


@pytest.mark.parametrize("variant", ["asan", "valgrind"])
@pytest.mark.parametrize("chapter, options", RUNS, ids=lambda value: str(value))
def test_memory_is_clean(digits, tmp_path, chapter, options, variant):
    status, out, err, found = program(variant, chapter, "--data", digits, "--threads", "2",
                                      "--out", tmp_path / "out", *options)
    assert found == "", found[:6000]
    assert status == 0, err
    assert re.fullmatch(r"test accuracy 0\.\d{4} \(\d+/50\)", out.splitlines()[-1])


@pytest.mark.parametrize("variant", ["asan", "valgrind"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_memory_is_clean_when_it_fails(chapter, variant):
    status, _, err, found = program(variant, chapter, "--data", "no/such/directory")
    assert found == "", found[:6000]
    assert status == 1
    assert "no/such/directory" in err


def test_a_chapter_built_alone_is_the_same_program(tmp_path):
    """What its own Makefile built, the root's knows; and after a change of a header, not any more."""
    for part in ("common", "chapters"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("test_*", "results"))

    def make(*words):
        return subprocess.run(["make", "-j2", *words], cwd=tmp_path, check=False, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]})
    from_root = ["-q", "-f", "chapters/chapter.mk", "build/bin/01-forward"]
    run = make("-C", "chapters/01-forward", "run", "ARGS=--help")
    assert run.returncode == 0 and "Examples:" in run.stdout, run.stderr
    assert make(*from_root).returncode == 0
    header = tmp_path / "chapters" / "01-forward" / "matrix.h"
    header.write_text(header.read_text(encoding="utf-8") + "/* new */\n", encoding="utf-8")
    os.utime(header, (time.time() + 2, time.time() + 2))
    assert make(*from_root).returncode == 1


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_help_teaches(chapter):
    status, out, err, _ = program("gcc", chapter, "--help")
    assert (status, err) == (0, "")
    for option in ("--data", "--seed", "--threads", "--out", "--quiet", "Examples:"):
        assert option in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("options", [["--no-such-option"], ["--seed"], ["--seed", "x"],
                                     ["--threads", "-1"], ["stray"]], ids=" ".join)
def test_wrong_command_line(chapter, options):
    status, out, err, _ = program("gcc", chapter, *options)
    assert status == 2
    assert out == ""
    assert err.startswith(chapter + ":")




def test_same_seed_same_bits_with_any_number_of_threads(digits, tmp_path):
    seen = {}
    for threads in (1, 2, 4):
        out = tmp_path / str(threads)
        status, said, err, _ = program("gcc", "02-backprop", "--data", digits, "--seed", "5",
                                       "--epochs", "3", "--validation", "50", "--threads", threads,
                                       "--out", out)
        assert status == 0, err
        seen[threads] = (said.splitlines()[-1], (out / "model.safetensors").read_bytes())
    assert seen[1] == seen[2] == seen[4]


def test_another_seed_other_weights(digits, tmp_path):
    weights = []
    for seed in (5, 6):
        out = tmp_path / str(seed)
        program("gcc", "02-backprop", "--data", digits, "--epochs", "1", "--seed", seed,
                "--out", out)
        weights.append((out / "model.safetensors").read_bytes())
    assert weights[0] != weights[1]


def test_memory_is_that_of_the_program_alone(digits):
    """Whatever the process holds that starts it, of which it is a copy at first."""
    held = bytearray(b"x") * 300_000_000
    status, said, err, _ = program("gcc", "02-backprop", "--data", digits, "--epochs", "1")
    del held
    assert status == 0, err
    megabytes = int(re.search(r", (\d+) MB of memory", said)[1])
    assert 3 <= megabytes < 100
