"""Chapter 3's program from outside: what it prints and writes, and what it refuses."""
import csv
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from test_programs import digits, program  # pylint: disable=unused-import


def losses(*options):
    return program("gcc", "03-losses", *options)[:3]


@pytest.mark.parametrize("options, sentence", [
    (["--loss", "log"],
     "--loss log: expected cross-entropy, weighted, smoothing, mse, hinge or focal"),
    (["--loss", ""], "--loss"),
    (["--gamma", "-1"], "--gamma -1: expected 0 to 100"),
    (["--gamma", "101"], "--gamma 101: expected 0 to 100"),
    (["--smoothing", "1.5"], "--smoothing 1.5: expected 0 to 1"),
    (["--unbalance", "0"], "--unbalance 0: expected more than 0, and at most 1"),
    (["--unbalance", "2"], "--unbalance 2: expected more than 0, and at most 1"),
    (["--wrong-labels", "-0.1"], "--wrong-labels -0.1: expected 0 to 1"),
    (["--wrong-labels", "10"], "--wrong-labels 10: expected 0 to 1"),
    (["--loss", "mse", "--weights", "balanced"],
     "--weights balanced: --loss mse takes no weights, weighted and focal do"),
    *[(["--loss", "weighted", "--weights", text],
       f"--weights {text}: expected balanced, none, or 10 numbers from 0 to 1000000")
      for text in ("1,2,3", "1,1,1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,", "even",
                   "1,1,1,1,1,-1,1,1,1,1", "1,1,1,1,nan,1,1,1,1,1", "1,1,inf,1,1,1,1,1,1,1")],
    (["--optimizer", "sgd"], "--optimizer sgd: expected gd, momentum, nesterov or adam"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values(options, sentence):
    status, out, err = losses(*options)
    assert status == 2, out + err
    assert out == ""
    assert err.startswith("03-losses: ") and sentence in err
    assert err.endswith("Try '03-losses --help'.\n") and err.count("\n") == 2


def test_help_names_every_option():
    _, out, _ = losses("--help")
    for option in ("--loss", "--gamma", "--smoothing", "--weights", "--unbalance",
                   "--wrong-labels", "--hidden", "--validation", "--load"):
        assert re.search(rf"^ +{option}\b", out, re.MULTILINE), option


def run(digits, out, *options):
    status, said, err = losses("--data", digits, "--epochs", 2, "--hidden", 8, "--out", out,
                               *options)
    assert status == 0, err
    return said


def test_calibration_is_printed_and_written(digits, tmp_path):
    said = run(digits, tmp_path)
    found = re.search(r"^confidence (\S+) % on average, right (\S+) %, expected calibration "
                      r"error (\S+) %$", said, re.MULTILINE)
    with open(tmp_path / "calibration.csv", newline="", encoding="ascii") as file:
        rows = [row for row in csv.DictReader(file) if row["images"] != "0"]
    counts = [int(row["images"]) for row in rows]
    sure, right = ([float(row[name]) for row in rows] for name in ("confidence", "accuracy"))
    wanted = [100 * sum(map(lambda n, x: n * x, counts, values)) / 50
              for values in (sure, right, [abs(a - b) for a, b in zip(sure, right)])]
    assert sum(counts) == 50
    assert [float(text) for text in found.groups()] == pytest.approx(wanted, abs=0.0051)
    accuracy = float(said.splitlines()[-1].split()[2])
    assert wanted[1] == pytest.approx(100 * accuracy)


def label_counts(path):
    counts = [0] * 10
    for label in path.read_bytes()[8:]:
        counts[label] += 1
    return counts


def test_unbalance_makes_odd_digits_rare(digits, tmp_path):
    said = run(digits, tmp_path, "--unbalance", "0.1").splitlines()
    had = label_counts(digits / "train-labels-idx1-ubyte")
    wanted = [-(-n // 10) if digit % 2 else n for digit, n in enumerate(had)]
    assert said[0] == "images of each digit: " + " ".join(map(str, wanted))
    assert f" {sum(wanted)} images to learn from" in said[1]
    assert said[-1].endswith("/50)")


def confusion(path):
    with open(path, newline="", encoding="ascii") as file:
        return [[int(row[f"taken_for_{g}"]) for g in range(10)] for row in csv.DictReader(file)]


def test_wrong_labels_stay_among_the_training_images(digits, tmp_path):
    said = run(digits, tmp_path, "--wrong-labels", "1", "--validation", "60")
    assert said.startswith("wrong labels: 140\n")
    labels = (digits / "train-labels-idx1-ubyte").read_bytes()[8:]
    rows = confusion(tmp_path / "confusion.csv")[-10:]
    assert [sum(row) for row in rows] == [list(labels[140:]).count(d) for d in range(10)]
    tests = (digits / "t10k-labels-idx1-ubyte").read_bytes()[8:]
    rows = confusion(tmp_path / "test_confusion.csv")
    assert [sum(row) for row in rows] == [list(tests).count(d) for d in range(10)]


def test_weights_of_zero_leave_a_digit_out(digits, tmp_path):
    run(digits, tmp_path, "--loss", "weighted", "--weights", "1,1,1,1,1,1,1,1,1,0", "--epochs",
        20)
    assert sum(row[9] for row in confusion(tmp_path / "test_confusion.csv")) == 0


def test_each_loss_trains_another_network_and_the_same_one_again(digits, tmp_path):
    models = {}
    for threads in (1, 4):
        for name in ("cross-entropy", "smoothing", "mse", "hinge", "focal"):
            out = tmp_path / f"{name}-{threads}"
            run(digits, out, "--loss", name, "--threads", threads, "--wrong-labels", "0.1",
                "--unbalance", "0.5", "--batch", 0)
            models[name, threads] = (out / "model.safetensors").read_bytes()
    assert len(set(models.values())) == 5
    assert all(models[name, 1] == models[name, 4] for name, _ in models)


@pytest.mark.parametrize("loss", ["cross-entropy", "mse", "hinge", "focal"])
def test_a_diverging_run_says_so(digits, tmp_path, loss):
    status, _, err = losses("--data", digits, "--loss", loss, "--epochs", 1, "--batch", 0, "--rate",
                            "1e38", "--optimizer", "gd", "--quiet", "--out", tmp_path)
    assert status == 1
    assert err == ("03-losses: training diverged in epoch 1: the loss is not a number any more; "
                   "try a smaller --rate\n")
    assert not (tmp_path / "model.safetensors").exists()


def test_settings_reach_the_loss(digits, tmp_path):
    models = []
    for number, options in enumerate([
            ["--loss", "cross-entropy"], ["--loss", "focal", "--gamma", "1"],
            ["--loss", "focal", "--gamma", "2"], ["--loss", "smoothing", "--smoothing", "0.1"],
            ["--loss", "smoothing", "--smoothing", "0.2"],
            ["--loss", "focal", "--weights", "balanced", "--unbalance", "0.5"],
            ["--loss", "focal", "--unbalance", "0.5"]]):
        run(digits, tmp_path / str(number), *options)
        models.append((tmp_path / str(number) / "model.safetensors").read_bytes())
    assert len(set(models)) == len(models)
