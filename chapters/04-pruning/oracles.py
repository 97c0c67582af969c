"""Computes with NumPy what the tests of chapter 4 compare with: writes oracles/.

Percentiles by numpy.percentile's default method, and the report's pruning of a matrix. Run by
`make oracles`; the results are committed, so that testing needs no NumPy.
"""

import importlib.util
import pathlib

import numpy

HERE = pathlib.Path(__file__).parent
PERCENTS = [0, 0.1, 5, 10, 25, 33.3, 50, 66.6, 75, 90, 92.3, 99.9, 100]


def chapter(name):
    """The oracles.py of another chapter."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "oracles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


forward = chapter("01-forward")


def percentiles():
    """Arrays of several lengths, and all PERCENTS of each."""
    random = numpy.random.RandomState(4)
    arrays = {f"n{n}": forward.numbers(random, n) for n in (1, 2, 3, 10, 101, 1000)}
    arrays["ties"] = numpy.round(8 * forward.numbers(random, 60)) / 8
    arrays["equal"] = numpy.full(7, 0.25)
    arrays["falling"] = numpy.arange(50, 0, -1) / 16
    tensors = {"percents": numpy.array(PERCENTS)}
    for name, a in arrays.items():
        tensors[name] = a
        tensors[name + ".percentiles"] = numpy.percentile(a, PERCENTS)
    return tensors


def report_pruning():
    """As the report has it: what is not above the percentile of |W| becomes 0."""
    random = numpy.random.RandomState(5)
    w = forward.numbers(random, 10, 28)
    tensors = {"w": w}
    for p in (0, 10, 50, 99):
        tensors[f"p{p}"] = numpy.where(abs(w) > numpy.percentile(abs(w), p), w, 0)
    return tensors


if __name__ == "__main__":
    for file, compute in {"percentiles": percentiles, "report_pruning": report_pruning}.items():
        forward.save(HERE / "oracles" / (file + ".safetensors"), compute(),
                     made_by="chapters/04-pruning/oracles.py")
