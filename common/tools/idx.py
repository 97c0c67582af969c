"""MNIST's files (IDX, gzipped or not) for Python: shape and bytes, which numpy.frombuffer takes.

The checks here are few, for files that the C programs have read already; the reader that
trusts nothing is common/idx.c.
"""
import gzip
import math
import os
import struct


def read(directory, name):
    """((60000, 28, 28), bytes) of train-images-idx3-ubyte and its like."""
    path = os.path.join(directory, name)
    if os.path.exists(path):
        with open(path, "rb") as stream:
            content = stream.read()
    else:
        with gzip.open(path + ".gz", "rb") as stream:
            content = stream.read()
    dimensions = content[3]
    begin = 4 + 4 * dimensions
    shape = struct.unpack(f">{dimensions}I", content[4:begin])
    if content[:3] != b"\0\0\x08" or len(content) - begin != math.prod(shape):
        raise ValueError(f"{path}: is not an IDX file of bytes")
    return shape, content[begin:]


def train_images(directory):
    return read(directory, "train-images-idx3-ubyte")


def train_labels(directory):
    return read(directory, "train-labels-idx1-ubyte")


def test_images(directory):
    return read(directory, "t10k-images-idx3-ubyte")


def test_labels(directory):
    return read(directory, "t10k-labels-idx1-ubyte")
