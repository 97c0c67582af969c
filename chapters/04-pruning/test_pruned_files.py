"""What 04-pruning writes: files read with json and array alone, and its messages."""
import array
import json
import math
import re
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from test_model_files import accuracy, table
from test_programs import digits, program  # pylint: disable=unused-import

CODES = {"F32": "f", "I32": "i", "I16": "h", "U8": "B"}
WEIGHTS = {"layers.0.weight": (24, 784), "layers.2.weight": (16, 24), "layers.4.weight": (10, 16)}


def pruning(*options):
    return program("gcc", "04-pruning", *options)[:3]


@pytest.fixture(scope="module")
def pruned(tmp_path_factory):
    """A short run on the bundled digits: its directory and what it said."""
    out = tmp_path_factory.mktemp("pruned")
    status, said, err = pruning("--epochs", 2, "--hidden", "24,16", "--sparsity", 0.9,
                                "--fine-tune", 1, "--seed", 3, "--out", out)
    assert status == 0, err
    return out, said


def read(path):
    """The metadata and, by name, the numbers of a safetensors file."""
    content = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    numbers = {name: array.array(CODES[t["dtype"]], content[8 + length:][slice(*t["data_offsets"])])
               for name, t in header.items()}
    return metadata, numbers


def from_csr(numbers, name, cols):
    start, column, value = (numbers[f"{name}.{part}"] for part in ("start", "column", "value"))
    w = array.array("f", bytes(4 * (len(start) - 1) * cols))
    for row in range(len(start) - 1):
        for k in range(start[row], start[row + 1]):
            w[row * cols + column[k]] = value[k]
    return w


def from_bitmap(numbers, name, size):
    bitmap, values = numbers[f"{name}.bitmap"], iter(numbers[f"{name}.value"])
    w = array.array("f", bytes(4 * size))
    for i in range(size):
        if bitmap[i // 8] >> i % 8 & 1:
            w[i] = next(values)
    assert next(values, None) is None
    return w


def test_all_files_hold_the_same_weights(pruned):
    metadata, dense = read(pruned[0] / "model.safetensors")
    assert metadata["architecture"] == "784 dense 24 relu dense 16 relu dense 10"
    for kind in ("dense", "csr", "bitmap"):
        described, numbers = read(pruned[0] / f"model-{kind}.safetensors")
        assert described == {**metadata, "storage": kind}
        for name, (rows, cols) in WEIGHTS.items():
            w = {"dense": lambda n, *_: numbers[n], "csr": lambda n, r, c: from_csr(numbers, n, c),
                 "bitmap": lambda n, r, c: from_bitmap(numbers, n, r * c)}[kind](name, rows, cols)
            assert w.tobytes() == dense[name].tobytes(), (kind, name)
            bias = name.replace("weight", "bias")
            assert numbers[bias].tobytes() == dense[bias].tobytes()


def test_nine_of_ten_weights_are_zero(pruned):
    _, dense = read(pruned[0] / "model.safetensors")
    size = sum(rows * cols for rows, cols in WEIGHTS.values())
    zeros = sum(dense[name].count(0) for name in WEIGHTS)
    assert zeros == round(0.9 * size)
    (row,) = table(pruned[0] / "pruning.csv")
    assert float(row["zeros"]) == pytest.approx(zeros / size, rel=1e-8)
    assert float(row["sparsity"]) == pytest.approx(zeros / size, rel=1e-8)
    assert 0 < float(row["val_pruned"]) <= 1 and 0 < float(row["val_tuned"]) <= 1


def test_sizes_are_those_of_files(pruned):
    said = re.search(r"^files: dense (\d+) bytes, csr (\d+) bytes, bitmap (\d+) bytes$", pruned[1],
                     re.MULTILINE)
    assert [int(size) for size in said.groups()] == [
        (pruned[0] / f"model-{kind}.safetensors").stat().st_size
        for kind in ("dense", "csr", "bitmap")]


def test_sparse_kernels_and_chapter_2_agree(pruned):
    status, said, err = program("gcc", "02-backprop", "--load", pruned[0] / "model.safetensors",
                                "--epochs", 0, "--hidden", "24,16")[:3]
    assert status == 0, err
    assert abs(accuracy(said)[0] - accuracy(pruned[1])[0]) <= 1  # sums in another order


def test_a_shrunk_network_is_saved_and_loads(digits, tmp_path):
    status, said, err = pruning("--data", digits, "--epochs", 1, "--hidden", "12,8", "--scope",
                                "layer", "--validation", 20, "--structured", "--sparsity", 0.5,
                                "--fine-tune", 1, "--out", tmp_path)
    assert status == 0, err
    metadata, _ = read(tmp_path / "model.safetensors")
    assert metadata["architecture"] == "784 dense 6 relu dense 4 relu dense 10"
    status, again, err = program("gcc", "02-backprop", "--data", digits, "--load",
                                 tmp_path / "model.safetensors", "--epochs", 0, "--hidden",
                                 "6,4")[:3]
    assert status == 0, err
    assert accuracy(again) == accuracy(said)


def test_speed_is_of_both_sizes_of_batch(pruned):
    rows = table(pruned[0] / "speed.csv")
    assert [row["at_once"] for row in rows] == ["1", "64"]
    for row in rows:
        assert all(0 < float(row[kernel]) < 1e4 for kernel in ("dense", "csr", "sparse"))


def test_the_report_keeps_no_zeros(digits, tmp_path):
    status, _, err = pruning("--data", digits, "--epochs", 0, "--hidden", 10, "--validation", 20,
                             "--batch", 0, "--optimizer", "gd", "--init", "report", "--pruning",
                             "report", "--sparsity", 0.5, "--fine-tune", 3, "--fine-rate", 0.5,
                             "--out", tmp_path)
    assert status == 0, err
    (row,) = table(tmp_path / "pruning.csv")
    assert float(row["sparsity"]) == 0
    assert float(row["zeros"]) < 0.25  # of pixels that are paper in all images


def test_same_seed_same_bits_with_any_number_of_threads(digits, tmp_path):
    seen = set()
    for threads in (1, 2, 4):
        out = tmp_path / str(threads)
        status, said, err = pruning("--data", digits, "--hidden", "40,20", "--epochs", 2,
                                    "--validation", 40, "--pruning", "gradual", "--fine-tune", 2,
                                    "--criterion", "gradient", "--threads", threads, "--out", out)
        assert status == 0, err
        seen.add((said.splitlines()[-1], (out / "model-csr.safetensors").read_bytes(),
                  (out / "pruning.csv").read_bytes()))
    assert len(seen) == 1


@pytest.mark.parametrize("options, sentence", [
    (["--sparsity", "1.5"], "--sparsity 1.5: expected 0 to 1"),
    (["--sparsity", "-0.1"], "--sparsity -0.1: expected 0 to 1"),
    (["--fine-rate", "0"], "--fine-rate 0: expected more than 0"),
    (["--fine-tune", "-1"], "--fine-tune -1: expected 0 or more"),
    (["--rounds", "0"], "--rounds 0: expected 1 or more"),
    (["--score-images", "0"], "--score-images 0: expected 1 or more"),
    (["--rewind", "--reinit"], "--rewind and --reinit: expected one of them"),
    (["--rewind", "--pruning", "gradual"], "--pruning gradual: expected one-shot or iterative"),
    (["--structured", "--pruning", "report"], "--pruning report does not go with --structured"),
    (["--structured", "--hidden", "none"], "--structured: the network has no hidden units"),
    (["--hidden", "40000"], "--hidden 40000: a layer of 40000 inputs"),
    (["--criterion", "size"], "magnitude"), (["--scope", "all"], "global"),
    (["--pruning", "slowly"], "gradual"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_cannot_be_is_said(digits, options, sentence):
    status, out, err = pruning("--data", digits, "--validation", 20, *options)
    assert status == 2
    assert out == ""
    assert err.startswith("04-pruning: ") and sentence in err, err


def test_a_loaded_network_has_no_first_weights(pruned):
    status, _, err = pruning("--load", pruned[0] / "model.safetensors", "--hidden", "24,16",
                             "--rewind")
    assert status == 2
    assert "--load: the first weights of a loaded network are not known" in err


def test_nothing_and_everything(digits):
    for sparsity in (0, 1):
        status, said, err = pruning("--data", digits, "--hidden", "6", "--epochs", 1,
                                    "--validation", 20, "--fine-tune", 1, "--sparsity", sparsity)
        assert status == 0, err
        assert math.isfinite(accuracy(said)[0])
        assert f"{100 * sparsity:.2f} % of the weights pruned" in said
