"""Computes with NumPy what the tests of chapter 1 compare with: writes oracles/.

Run by `make oracles`; the results are committed, so that testing needs no NumPy.
"""

import json
import pathlib
import struct

import numpy

HERE = pathlib.Path(__file__).parent


def save(path, tensors, **metadata):
    """Writes 64-bit arrays as a safetensors file, in the order of `tensors`."""
    header, data = {"__metadata__": metadata}, b""
    for name, value in tensors.items():
        array = numpy.asarray(value, dtype="<f8")  # (ascontiguousarray would lose rank 0)
        begin, data = len(data), data + array.tobytes()
        header[name] = {"dtype": "F64", "shape": array.shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def numbers(random, *shape):
    """Uniform in [-0.5, 0.5), multiples of 2^-16: the same number as float and as double."""
    return random.randint(-(2**15), 2**15, shape) / 2**16


def mlp():
    """The report's forward pass, in a small size."""
    random = numpy.random.RandomState(1)
    w1, b1 = numbers(random, 5, 12), numbers(random, 5, 1)
    w2, b2 = 8 * numbers(random, 4, 5), numbers(random, 4, 1)
    x = numbers(random, 12, 9) + 0.5
    a1 = numpy.maximum(w1 @ x + b1, 0)
    z2 = w2 @ a1 + b2
    p = numpy.exp(z2) / numpy.exp(z2).sum(axis=0)
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2, "x": x, "a1": a1, "p": p}


if __name__ == "__main__":
    save(HERE / "oracles" / "mlp.safetensors", mlp(), made_by="chapters/01-forward/oracles.py")
