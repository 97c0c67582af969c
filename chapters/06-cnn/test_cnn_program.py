"""Chapter 6's program from outside: what it prints and writes, and what it refuses."""
import csv
import json
import math
import re
import struct
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1]),
                str(Path(__file__).resolve().parents[1] / "05-quantization")]
from building import CHECK, build, lacks
from test_no_floats import floats_in, instructions, needs
from test_programs import digits, program  # pylint: disable=unused-import


def cnn(*options):
    return program("gcc", "06-cnn", *options)[:3]


@pytest.mark.parametrize("options, sentence", [
    (["--net", "big"], "--net big: expected plain, batchnorm or best"),
    (["--augment", "-1"], "--augment -1: expected 0 to 4"),
    (["--augment", "5"], "--augment 5: expected 0 to 4"),
    (["--clean", "-1"], "--clean -1: expected 0 or more"),
    (["--prune", "1"], "--prune 1: expected 0 or more, and less than 1"),
    (["--fine-tune", "-1"], "--fine-tune -1: expected 0 or more"),
    (["--fine-rate", "0"], "--fine-rate 0: expected more than 0"),
    (["--pictures"], "--pictures: expected --out with it, for the files"),
    (["--prune", "0.5", "--resume"], "--resume: a run with --prune cannot be resumed"),
    (["--hidden", "10"], "--hidden: there is no such option"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values(options, sentence):
    status, out, err = cnn(*options)
    assert status == 2, out + err
    assert out == ""
    assert err.startswith("06-cnn: ") and sentence in err


def test_help_names_every_option():
    _, out, _ = cnn("--help")
    for option in ("--net", "--summary", "--augment", "--prune", "--forms", "--pictures", "--time",
                   "--validation", "--load", "--resume"):
        assert re.search(rf"^ +{option}\b", out, re.MULTILINE), option
    assert "--hidden" not in out


@pytest.mark.parametrize("net, parameters, products", [
    ("plain", 7762, 231392), ("batchnorm", 7890, 231392), ("best", 7866, 931232)])
def test_summary(net, parameters, products):
    status, out, err = cnn("--net", net, "--summary")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1].split() == ["in", "all", str(parameters), str(products)]


@pytest.fixture(scope="module")
def trained(digits, tmp_path_factory):
    """A short run, with all that it can write."""
    out = tmp_path_factory.mktemp("cnn")
    status, said, err = cnn("--data", digits, "--net", "batchnorm", "--epochs", 1, "--batch", 32,
                            "--forms", "--pictures", "--out", out)
    assert status == 0, err
    return out, said


def header(path):
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    return json.loads(content[8:8 + length])


def test_weights_have_names_and_shapes_of_pytorch(trained):
    tensors = header(trained[0] / "model.safetensors")
    shapes = {name: about["shape"] for name, about in tensors.items() if name != "__metadata__"}
    assert shapes["layers.0.weight"] == [8, 1, 3, 3]
    assert shapes["layers.4.weight"] == [8, 8, 3, 3]
    assert shapes["layers.14.weight"] == [10, 128]
    for part in ("weight", "bias", "running_mean", "running_var"):
        assert shapes[f"layers.1.{part}"] == [8]
    learned = sum(math.prod(shape) for name, shape in shapes.items() if "running" not in name)
    assert learned == 7890


def test_forms(trained):
    out, said = trained
    with open(out / "forms.csv", encoding="ascii", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lines = [line for line in said.splitlines() if re.match(r"as trained|five|batch norm|fold|whole",
                                                            line)]
    assert len(rows) == len(lines) == 5
    for row, line in zip(rows, lines):
        assert f"{float(row['test_acc']):.4f}" in line
    sizes = [int(row["bytes"]) for row in rows]
    names = ["model.safetensors", None, "folded.safetensors", "half.safetensors",
             "whole.safetensors"]
    for size, name in zip(sizes, names):
        assert size == ((out / name).stat().st_size if name else 0)
    assert rows[0]["test_acc"] == rows[2]["test_acc"]  # folding changes nothing
    assert sizes[2] > 1.8 * sizes[3] > sizes[4]
    assert {about["dtype"] for name, about in header(out / "half.safetensors").items()
            if name != "__metadata__"} == {"F16"}


def test_pictures(trained):
    out, _ = trained
    for name in ("mistakes.png", "windows.png", "features.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG"), name
    with open(out / "mistakes.csv", encoding="ascii", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows and all(row["label"] != row["guess"] for row in rows)


def again(digits, model, *options):
    return cnn("--data", digits, "--net", "batchnorm", "--epochs", 0, "--load", model, *options)


def test_loaded_weights_give_the_same_accuracy(trained, digits):
    status, said, err = again(digits, trained[0] / "model.safetensors")
    assert status == 0, err
    assert said.splitlines()[-1] == trained[1].splitlines()[-1]


def spoiled(model, tmp_path, number):
    """A copy whose last number, a running variance, is another."""
    content = bytearray(model.read_bytes())
    content[-4:] = struct.pack("<f", number)
    path = tmp_path / "spoiled.safetensors"
    path.write_bytes(content)
    return path


def test_files_that_do_not_fit_are_refused(trained, digits, tmp_path):
    model = trained[0] / "model.safetensors"
    short = tmp_path / "short.safetensors"
    short.write_bytes(model.read_bytes()[:-100])
    for path, sentence in [
            (short, "short.safetensors"),
            (spoiled(model, tmp_path, math.nan), "holds NaN or infinity"),
            (spoiled(model, tmp_path, math.inf), "holds NaN or infinity"),
            (trained[0] / "folded.safetensors", "a network")]:
        status, _, err = again(digits, path)
        assert status == 1, err
        assert sentence in err and err.count("\n") == 1
    status, _, err = cnn("--data", digits, "--net", "plain", "--epochs", 0, "--load", model)
    assert status == 1
    assert 'a network "784 convolution 5408 batch_norm' in err


def test_a_diverging_run_says_so(digits, tmp_path):
    status, _, err = cnn("--data", digits, "--net", "plain", "--rate", "1e6", "--epochs", 3,
                         "--quiet", "--out", tmp_path)
    assert status == 1
    assert re.fullmatch(r"06-cnn: training diverged in epoch \d: the loss is not a number any "
                        r"more; try a smaller --rate\n", err)
    assert not (tmp_path / "model.safetensors").exists()


def test_images_of_another_size_are_refused(tmp_path):
    for part in ("train", "t10k"):
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(
            struct.pack(">4I", 0x803, 20, 8, 8) + bytes(20 * 64))
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(
            struct.pack(">2I", 0x801, 20) + bytes(20))
    status, _, err = cnn("--data", tmp_path)
    assert (status, err) == (1, "06-cnn: images of 8 x 8 pixels, expected 28 x 28\n")


@pytest.mark.parametrize("net", ["batchnorm", "best"])
def test_same_bits_with_any_number_of_threads(digits, tmp_path, net):
    models = set()
    for threads in (1, 2, 4):
        out = tmp_path / str(threads)
        status, _, err = cnn("--data", digits, "--net", net, "--epochs", 1, "--threads", threads,
                             "--out", out)
        assert status == 0, err
        models.add((out / "model.safetensors").read_bytes())
    assert len(models) == 1


def test_augmentation_is_for_training_images_alone(digits, tmp_path):
    """Without an epoch, nothing that was drawn can show; with one, it does."""
    said, models = {}, {}
    for epochs in (0, 1):
        for strength in (0, 1):
            out = tmp_path / f"{epochs}-{strength}"
            status, text, err = cnn("--data", digits, "--epochs", epochs, "--augment", strength,
                                    "--clean", 0, "--seed", 2, "--out", out)
            assert status == 0, err
            said[epochs, strength] = text.splitlines()[-1]
            models[epochs, strength] = (out / "model.safetensors").read_bytes()
    assert (said[0, 0], models[0, 0]) == (said[0, 1], models[0, 1])
    assert models[1, 0] != models[1, 1]


def test_pruned_weights_are_zero_in_the_file(digits, tmp_path):
    status, out, err = cnn("--data", digits, "--epochs", 1, "--prune", "0.75", "--fine-tune", 1,
                           "--out", tmp_path)
    assert status == 0, err
    assert "75.00 % of the weights pruned" in out
    content = (tmp_path / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    zeros = 0
    for name, about in header(tmp_path / "model.safetensors").items():
        if name.endswith(".weight") and len(about["shape"]) > 1:
            begin, end = (8 + length + offset for offset in about["data_offsets"])
            zeros += sum(x == 0 for (x,) in struct.iter_unpack("<f", content[begin:end]))
    weights = 400 + 3 * 2304 + 256 + 160
    assert zeros == round(0.75 * weights)




@pytest.mark.parametrize("variant", ["gcc", "clang", "baseline"])
def test_integer_windows_have_no_float(variant):
    needs("objdump", "nm")
    if lacks(variant):
        pytest.skip(lacks(variant))
    path = CHECK / variant / "obj/chapters/06-cnn/integer_window.o"
    errors = build(variant, str(path))
    assert not errors, errors
    assert len(instructions(path)) > 50
    assert floats_in(path) == []
