"""The program of chapter 5 from outside."""
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from test_programs import program

SHORT = ["--epochs", 1, "--hidden", "12"]


def quantization(*options):
    return program("gcc", "05-quantization", *options)[:3]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A float network, three epochs old, and its test accuracy."""
    out = tmp_path_factory.mktemp("trained")
    status, said, err, _ = program("gcc", "02-backprop", "--epochs", 3, "--hidden", "24,16", "--out", out)
    assert status == 0, err
    return ["--load", out / "model.safetensors", "--hidden", "24,16", "--epochs", 0], accuracy(said)


def accuracy(said):
    return float(said.splitlines()[-1].split()[2])


@pytest.mark.parametrize("options, points", [
    ([], 0.5), (["--per-channel"], 0.5), (["--per-channel", "--dynamic"], 0.5),
    (["--scheme", "q-format", "--per-channel"], 0.5), (["--scheme", "k-means", "--bits", "4"], 2),
    (["--scheme", "asymmetric", "--bits", "4", "--per-channel", "--calibration", "mse"], 3),
    (["--bits", "4", "--per-channel", "--activation-calibration", "percentile"], 3),
    (["--bits", "2", "--per-channel", "--calibration", "mse", "--qat", "2"], 4),
    (["--prune", "0.5", "--bits", "8", "--per-channel", "--qat", "1"], 1.5)], ids=str)
def test_accuracy_stays_near_that_of_floats(trained, options, points, tmp_path):
    loaded, floats = trained
    status, said, err = quantization(*loaded, *options, "--out", tmp_path)
    assert status == 0, err
    assert accuracy(said) > floats - points / 100
    assert (tmp_path / "quantized.safetensors").exists()
    assert "as floats" in said


def test_bit_by_bit(trained, tmp_path):
    loaded, _ = trained
    status, said, err = quantization(*loaded, "--per-channel", "--verify", "--out", tmp_path)
    assert status == 0, err
    assert "agree in every logit on 2000 of 2000 test images" in said


def test_the_file_is_as_large_as_its_bits(trained, tmp_path):
    loaded, _ = trained
    sizes = {}
    for bits in (8, 4, 2):
        out = tmp_path / str(bits)
        status, said, err = quantization(*loaded, "--bits", bits, "--per-channel", "--out", out)
        assert status == 0, err
        path = out / "quantized.safetensors"
        sizes[bits] = path.stat().st_size
        assert f"{path}: {sizes[bits]} bytes" in said
    weights = 784 * 24 + 24 * 16 + 16 * 10
    assert sizes[8] - sizes[4] == pytest.approx(weights / 2, rel=0.02)
    assert sizes[4] - sizes[2] > 0.98 * weights / 4  # more, where many of the two bits are 0


def test_same_bits_with_any_number_of_threads(trained, tmp_path):
    loaded, _ = trained
    seen = set()
    for threads in (1, 2, 4):
        out = tmp_path / str(threads)
        status, said, err = quantization(*loaded, "--bits", 3, "--per-channel", "--qat", 1,
                                         "--threads", threads, "--out", out)
        assert status == 0, err
        seen.add((said.splitlines()[-1], (out / "quantized.safetensors").read_bytes(),
                  (out / "predictions.csv").read_text()))
    assert len(seen) == 1


def test_the_grid_of_the_report(tmp_path):
    status, said, err = quantization("--grid", "all", "--hidden", 10, "--batch", 0, "--rate", 0.1,
                                     "--epochs", 4, "--optimizer", "gd", "--schedule", "constant",
                                     "--init", "report", "--every", 2, "--out", tmp_path)
    assert status == 0, err
    rows = (tmp_path / "grid.csv").read_text().splitlines()
    assert rows[0] == "step,gradients_vanished,activations_clipped,largest_weight"
    assert [row.split(",")[0] for row in rows[1:]] == ["1", "2", "4"]
    assert all(0 < float(row.split(",")[1]) < 1 for row in rows[1:])


@pytest.mark.parametrize("options, sentence", [
    (["--bits", "1"], "--bits 1: expected 2 to 8"), (["--bits", "9"], "--bits 9: expected 2 to 8"),
    (["--activation-bits", "0"], "--activation-bits 0: expected 2 to 8"),
    (["--scheme", "linear"], "--scheme linear: expected report, rounded, symmetric"),
    (["--calibration", "best"], "--calibration best: expected min-max, percentile or mse"),
    (["--activation-calibration", "x"], "--activation-calibration x: expected min-max"),
    (["--percent", "101"], "--percent 101: expected 50 to 100"),
    (["--samples", "0"], "--samples 0: expected 1 or more"),
    (["--samples", "8001"], "--samples 8001: there are 8000 training images"),
    (["--qat", "-1"], "--qat -1: expected 0 or more"),
    (["--qat-rate", "0"], "--qat-rate 0: expected more than 0"),
    (["--prune", "1"], "--prune 1: expected 0 or more, and less than 1"),
    (["--scheme", "k-means", "--dynamic"], "--dynamic: expected --scheme symmetric or q-format"),
    (["--scheme", "report", "--verify"], "--verify: expected --scheme symmetric or q-format"),
    (["--sweep"], "--sweep: expected --out with it, for the table"),
    (["--grid", "most"], "--grid most: expected none, weights, activations, gradients or all"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values(options, sentence):
    status, out, err = quantization(*options)
    assert status == 2, out + err
    assert out == ""
    assert err.startswith("05-quantization: ") and sentence in err


def test_help_names_every_option():
    _, out, _ = quantization("--help")
    source = (Path(__file__).parent / "main.c").read_text(encoding="utf-8")
    for option in re.findall(r'^    OPTION_[A-Z]+\("([a-z-]+)"', source, re.MULTILINE):
        assert re.search(rf"^ +--{option}\b", out, re.MULTILINE), option


def test_out_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("a file, no directory")
    status, _, err = quantization(*SHORT, "--quiet", "--out", tmp_path / "file")
    assert status == 1
    assert err.startswith(f"05-quantization: {tmp_path / 'file'}")
