"""MNIST's files (IDX, gzipped or not) for Python: shape and bytes, which numpy.frombuffer takes.
And drawing a data set from another.

The checks here are few, for files that the C programs have read already; the reader that
trusts nothing is common/idx.c.
"""
import gzip
import math
import os
import random
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


def write(path, shape, content):
    with open(path, "wb") as stream:
        stream.write(struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape) + content)


def unpack(directory, destination):
    """Makes `destination` the same data set, without gzip."""
    for part in ("train", "t10k"):
        for name in (f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"):
            write(os.path.join(destination, name), *read(directory, name))


def draw(directory, count, seed, destination):
    """Makes `destination` a data set: `count` training images of `directory`, drawn without
    putting back, and its test images as they are."""
    (images, height, width), pixels = train_images(directory)
    _, labels = train_labels(directory)
    size = height * width
    drawn = random.Random(seed).sample(range(images), count)
    write(os.path.join(destination, "train-images-idx3-ubyte"), (count, height, width),
          b"".join(pixels[i * size:(i + 1) * size] for i in drawn))
    write(os.path.join(destination, "train-labels-idx1-ubyte"), (count,),
          bytes(labels[i] for i in drawn))
    write(os.path.join(destination, "t10k-images-idx3-ubyte"), *test_images(directory))
    write(os.path.join(destination, "t10k-labels-idx1-ubyte"), *test_labels(directory))
