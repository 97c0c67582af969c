"""What the programs write and read back: metrics, confusion, predictions, weights.

Weight files are read here with struct and json alone, and run through the formulas of the
chapters in plain Python; where NumPy is there, on every test image.
"""
import array
import csv
import importlib.util
import json
import math
import os
import re
import signal
import struct
import subprocess
import time
from pathlib import Path

import pytest

from test_programs import ROOT, built, digits, load, program  # pylint: disable=unused-import

TEST_IMAGES = 2000  # of the bundled digits
METRICS = ("epoch,step,rate,seconds,train_loss,train_acc,val_loss,val_acc,"
           "test_loss,test_acc").split(",")


def backprop(*options):
    return program("gcc", "02-backprop", *options)[:3]


def accuracy(said):
    """k and n of the last line, `test accuracy 0.9410 (1882/2000)`."""
    found = re.fullmatch(r"test accuracy ([01]\.\d{4}) \((\d+)/(\d+)\)", said.splitlines()[-1])
    assert found, said
    right, count = int(found[2]), int(found[3])
    assert float(found[1]) == pytest.approx(right / count, abs=0.00005)
    return right, count


def table(path):
    with open(path, newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run on the bundled digits: its directory and what it said."""
    out = tmp_path_factory.mktemp("trained")
    status, said, err = backprop("--epochs", 2, "--hidden", "24,10", "--validation", 500,
                                 "--seed", 3, "--out", out)
    assert status == 0, err
    return out, said


def read_weights(path):
    """The metadata and, by name, shape and numbers: all that a safetensors file is."""
    content = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    metadata, tensors = header.pop("__metadata__"), {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        assert tensor["dtype"] == "F32"
        numbers = array.array("f", content[8 + length + begin:8 + length + end])
        assert len(numbers) == math.prod(tensor["shape"])
        tensors[name] = tensor["shape"], numbers
    return metadata, tensors


def read_test_images(count=None):
    make_digits = load(ROOT / "datasets" / "make-digits-10k.py")
    return make_digits.read_samples(ROOT / "datasets" / "digits-10k", "t10k", count)


def logits_of(pixels, tensors):
    """Dense layers with relu between them, as the formulas have it."""
    x = [pixel / 255 for pixel in pixels]
    last = max(int(name.split(".")[1]) for name in tensors)
    for layer in range(0, last + 1, 2):
        (outputs, inputs), weight = tensors[f"layers.{layer}.weight"]
        _, bias = tensors[f"layers.{layer}.bias"]
        assert inputs == len(x)
        x = [sum(map(float.__mul__, weight[i * inputs:(i + 1) * inputs], x)) + bias[i]
             for i in range(outputs)]
        if layer < last:
            x = [max(z, 0.0) for z in x]
    return x


def test_metrics_of_each_epoch(trained):
    rows = table(trained[0] / "metrics.csv")
    right, count = accuracy(trained[1])
    assert list(rows[0]) == METRICS
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert [int(row["step"]) for row in rows] == [118, 236]  # 7,500 images, 64 a step
    for row in rows:
        for name in METRICS[2:8]:
            assert math.isfinite(float(row[name])), name
    assert (rows[0]["test_loss"], rows[0]["test_acc"]) == ("", "")
    assert float(rows[1]["test_acc"]) == pytest.approx(right / count, rel=1e-8)
    assert 0 < float(rows[1]["test_loss"]) < 1
    assert float(rows[1]["train_loss"]) < float(rows[0]["train_loss"])


def test_every_so_many_epochs(tmp_path, digits):
    status, _, err = backprop("--data", digits, "--epochs", 5, "--every", 2, "--out", tmp_path)
    assert status == 0, err
    rows = table(tmp_path / "metrics.csv")
    assert [row["epoch"] for row in rows] == ["2", "4", "5"]
    assert [row["val_acc"] for row in rows] == ["", "", ""]


def check_classes(confusion, classes, count):
    """A matrix adds up to all images, and the figures of each class follow from it."""
    matrix = [[int(row[f"taken_for_{guess}"]) for guess in range(10)] for row in confusion]
    assert [int(row["truth"]) for row in confusion] == list(range(10))
    assert sum(map(sum, matrix)) == count
    for c, row in enumerate(classes):
        taken, are = sum(line[c] for line in matrix), sum(matrix[c])
        assert int(row["class"]) == c
        for name, whole, part in (("precision", taken, 1), ("recall", are, 1),
                                  ("f1", taken + are, 2)):
            assert row[name] == "" if whole == 0 else (
                float(row[name]) == pytest.approx(part * matrix[c][c] / whole, rel=1e-8))
    return sum(matrix[c][c] for c in range(10))


def test_confusion_adds_up(trained):
    out, said = trained
    metrics = table(out / "metrics.csv")
    confusion, classes = table(out / "confusion.csv"), table(out / "classes.csv")
    assert len(confusion) == len(classes) == 20
    for n, row in enumerate(metrics):  # of the 500 validation images
        part = slice(10 * n, 10 * n + 10)
        assert {line["epoch"] for line in confusion[part] + classes[part]} == {row["epoch"]}
        right = check_classes(confusion[part], classes[part], 500)
        assert float(row["val_acc"]) == pytest.approx(right / 500, rel=1e-8)
    right = check_classes(table(out / "test_confusion.csv"), table(out / "test_classes.csv"),
                          TEST_IMAGES)
    assert (right, TEST_IMAGES) == accuracy(said)


def test_predictions_are_those_counted(trained):
    out, said = trained
    rows = table(out / "predictions.csv")
    images = read_test_images()
    assert [int(row["image"]) for row in rows] == list(range(TEST_IMAGES))
    assert [int(row["label"]) for row in rows] == [label for _, label in labelled(images)]
    right = sum(row["label"] == row["guess"] for row in rows)
    assert (right, TEST_IMAGES) == accuracy(said)
    confusion = table(out / "test_confusion.csv")
    for truth in range(10):
        for guess in range(10):
            times = sum((row["label"], row["guess"]) == (str(truth), str(guess)) for row in rows)
            assert times == int(confusion[truth][f"taken_for_{guess}"])


def labelled(samples):
    """(pixels, label) of each sample, whichever way round it has them."""
    return [(a, b) if hasattr(a, "__len__") else (b, a) for a, b in samples]


def test_weights_have_names_and_shapes_of_pytorch(trained):
    metadata, tensors = read_weights(trained[0] / "model.safetensors")
    assert metadata["architecture"] == "784 dense 24 relu dense 10 relu dense 10"
    assert {name: shape for name, (shape, _) in tensors.items()} == {
        "layers.0.weight": [24, 784], "layers.0.bias": [24],
        "layers.2.weight": [10, 24], "layers.2.bias": [10],
        "layers.4.weight": [10, 10], "layers.4.bias": [10]}


def test_plain_python_predicts_the_same(trained):
    out, _ = trained
    _, tensors = read_weights(out / "model.safetensors")
    guesses = [int(row["guess"]) for row in table(out / "predictions.csv")]
    for n, (pixels, _) in enumerate(labelled(read_test_images(50))):
        logits = logits_of(pixels, tensors)
        assert logits.index(max(logits)) == guesses[n], f"image {n}: {logits}"


@pytest.mark.skipif(importlib.util.find_spec("numpy") is None, reason="NumPy is not installed")
def test_numpy_predicts_the_same_of_all_images(trained):
    import numpy  # pylint: disable=import-outside-toplevel
    out, _ = trained
    _, tensors = read_weights(out / "model.safetensors")
    x = numpy.array([list(pixels) for pixels, _ in labelled(read_test_images())]).T / 255
    for layer in (0, 2, 4):
        (shape, weight), (_, bias) = (tensors[f"layers.{layer}.{part}"]
                                      for part in ("weight", "bias"))
        x = numpy.reshape(weight, shape) @ x + numpy.reshape(bias, (-1, 1))
        x = numpy.maximum(x, 0) if layer < 4 else x
    guesses = [int(row["guess"]) for row in table(out / "predictions.csv")]
    assert x.argmax(axis=0).tolist() == guesses


def test_loaded_weights_give_the_same_accuracy(trained, tmp_path):
    out, said = trained
    model = out / "model.safetensors"
    status, again, err = backprop("--load", model, "--epochs", 0, "--hidden", "24,10",
                                  "--seed", 99, "--out", tmp_path)
    assert status == 0, err
    assert again.splitlines()[-1] == said.splitlines()[-1]
    assert (tmp_path / "model.safetensors").read_bytes() == model.read_bytes()
    assert (tmp_path / "predictions.csv").read_text() == (out / "predictions.csv").read_text()


def test_another_architecture_is_not_loaded(trained):
    model = trained[0] / "model.safetensors"
    status, _, err = backprop("--load", model, "--epochs", 0, "--hidden", "24")
    assert status == 1
    assert err == (f'02-backprop: {model}: a network "784 dense 24 relu dense 10 relu dense 10", '
                   'expected "784 dense 24 relu dense 10"\n')


def test_same_bits_with_any_number_of_threads(tmp_path):
    models = set()
    for threads in (1, 2, 4):
        out = tmp_path / str(threads)
        status, _, err = backprop("--epochs", 1, "--threads", threads, "--out", out)
        assert status == 0, err
        models.add((out / "model.safetensors").read_bytes())
    assert len(models) == 1


@pytest.mark.parametrize("options, sentence", [
    (["--hidden", "10,"], "--hidden 10,: expected none, or up to 16 whole numbers from 1 to 65536"),
    (["--hidden", "0"], "--hidden 0: expected none, or up to 16"),
    (["--hidden", "-5"], "--hidden -5: expected none, or up to 16"),
    (["--hidden", "10,,10"], "--hidden 10,,10: expected none, or up to 16"),
    (["--hidden", ""], "--hidden '': expected a N,N, found nothing"),
    (["--hidden", "ten"], "--hidden ten: expected none, or up to 16"),
    (["--hidden", "70000"], "--hidden 70000: expected none, or up to 16"),
    (["--hidden", ",".join(17 * "9")], "expected none, or up to 16"),
    (["--optimizer", "sgd"], "--optimizer sgd: expected gd, momentum, nesterov or adam"),
    (["--schedule", "linear"],
     "--schedule linear: expected constant, step, cosine, cyclical or one-cycle"),
    (["--init", "xavier"], "--init xavier: expected he or report"),
    (["--momentum", "1"], "--momentum 1: expected 0 or more, and less than 1"),
    (["--decay", "-1"], "--decay -1: expected 0 or more"),
    (["--images", "-1"], "--images -1: expected 0 or more"),
    (["--images", "8001"], "--images 8001: there are 8000 training images"),
    (["--validation", "8000"], "--validation 8000: of 8000 training images"),
    (["--every", "0"], "--every 0: expected 1 or more"),
    (["--rate", "0"], "--rate"), (["--rate", "nan"], "--rate"), (["--rate", "-1"], "--rate"),
    (["--rate", "fast"], "--rate"), (["--epochs", "-1"], "--epochs"),
    (["--epochs", "1.5"], "--epochs"), (["--batch", "-1"], "--batch"),
    (["--seed", "-1"], "--seed"), (["--validation", "-1"], "--validation"),
    (["--load", ""], "--load"), (["--data", ""], "--data"), (["--out", ""], "--out"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values(options, sentence):
    status, out, err = backprop(*options)
    assert status == 2, out + err
    assert out == ""
    assert err.startswith("02-backprop: ") and sentence in err
    assert err.endswith("Try '02-backprop --help'.\n") and err.count("\n") == 2


def test_wrong_number_of_digits_to_show():
    status, out, err, _ = program("gcc", "01-forward", "--show", "11")
    assert (status, out) == (2, "")
    assert err.startswith("01-forward: --show 11: expected 0 to 10\n")


@pytest.mark.parametrize("chapter, options", [
    ("01-forward", ["--show"]),
    ("02-backprop", ["--validation", "--epochs", "--batch", "--rate", "--hidden", "--optimizer",
                     "--schedule", "--momentum", "--decay", "--init", "--images", "--every",
                     "--load", "--check-gradients"])])
def test_help_names_every_option(chapter, options):
    status, out, _, _ = program("gcc", chapter, "--help")
    assert status == 0
    for option in options:
        assert re.search(rf"^ +{option}\b", out, re.MULTILINE), option


@pytest.mark.parametrize("options", [
    ["--rate", "1e6"],
    ["--rate", "1e38", "--epochs", "1", "--batch", "0", "--optimizer", "gd"],  # at the last step
    ["--rate", "1e38", "--epochs", "4", "--batch", "0", "--optimizer", "gd", "--every", "4"],
    ["--rate", "1e30", "--optimizer", "adam", "--hidden", "10"],
], ids=" ".join)
def test_a_diverging_run_says_so(tmp_path, options):
    status, _, err = backprop("--epochs", 2, "--out", tmp_path, "--quiet", *options)
    assert status == 1
    assert re.fullmatch(r"02-backprop: training diverged in epoch \d: the loss is not a number "
                        r"any more; try a smaller --rate\n", err)
    assert not (tmp_path / "model.safetensors").exists()
    assert not (tmp_path / "predictions.csv").exists()


def test_no_hidden_layer(digits, tmp_path):
    status, said, err = backprop("--data", digits, "--hidden", "none", "--out", tmp_path)
    assert status == 0, err
    assert said.startswith("784 dense 10: 7850 parameters, 200 images to learn from\n")
    assert read_weights(tmp_path / "model.safetensors")[1].keys() == {
        "layers.0.weight", "layers.0.bias"}


@pytest.mark.parametrize("chapter", ["01-forward", "02-backprop"])
def test_out_that_cannot_be_written(chapter, tmp_path):
    (tmp_path / "file").write_text("a file, no directory")
    options = ["--epochs", "1"] if chapter == "02-backprop" else []
    status, _, err, _ = program("gcc", chapter, "--quiet", "--out", tmp_path / "file", *options)
    assert status == 1
    assert err.startswith(f"{chapter}: {tmp_path / 'file'}")
    assert (tmp_path / "file").read_text() == "a file, no directory"


def test_check_gradients_sees_the_limits_of_single_precision(digits):
    status, out, err = backprop("--data", digits, "--hidden", "10", "--check-gradients")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == [
        "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"]
    assert lines[-1].endswith("in single precision")
    assert float(lines[-1].split()[1].rstrip(",")) < 0.05


def test_a_killed_run_leaves_whole_files(tmp_path):
    command = [built("gcc", "02-backprop"), "--epochs", "100000", "--quiet", "--images", "200",
               "--hidden", "10", "--out", tmp_path]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL,
                          env=dict(os.environ, OMP_WAIT_POLICY="passive")) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if (tmp_path / "metrics.csv").exists() and len(table(tmp_path / "metrics.csv")) > 20:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
    rows = table(tmp_path / "metrics.csv")
    assert len(rows) > 20
    assert all(None not in row.values() and list(row) == METRICS for row in rows)
    assert [int(row["epoch"]) for row in rows] == list(range(1, len(rows) + 1))
    assert not (tmp_path / "model.safetensors").exists()
