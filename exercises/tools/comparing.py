"""Comparing what was expected of a case with what a program answered.

Numbers agree when they differ by at most the tolerance times the largest expected number of
that answer; nan agrees with nan, an infinity with the same one.
"""
import math
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Difference:
    """The first place where an answer is not what was expected."""
    name: str                # of the answer
    what: str                # "value", "shape", "missing"
    place: Optional[tuple] = None  # (), (i,) or (row, column)
    expected: object = None
    got: object = None


def shape(value):
    """() for a number, (n,) for a list, (rows, columns) for a matrix."""
    if not isinstance(value, list):
        return ()
    if value and isinstance(value[0], list):
        return len(value), len(value[0])
    return (len(value),)


def flat(value):
    """All numbers of an answer, row after row."""
    if not isinstance(value, list):
        return [value]
    return [number for part in value for number in flat(part)]


def largest(values):
    """The largest finite magnitude, or 0."""
    return max((abs(v) for v in values if math.isfinite(v)), default=0.0)


def allowed(expected, tolerance):
    """How far off an answer may be: expected is the whole answer."""
    return tolerance * (largest(flat(expected)) or 1.0)


def agree(expected, got, margin):
    if math.isnan(expected) or math.isnan(got):
        return math.isnan(expected) and math.isnan(got)
    if math.isinf(expected) or math.isinf(got):
        return expected == got
    return abs(expected - got) <= margin


def place_of(index, of_shape):
    if len(of_shape) == 2:
        return divmod(index, of_shape[1])
    return (index,) if of_shape else ()


def compare_answer(name, expected, got, tolerance):
    """None, or the first Difference."""
    if got == expected:  # to the last digit, as most are: soon seen
        return None
    if got is None:
        return Difference(name, "missing", expected=expected)
    if shape(expected) != shape(got):
        return Difference(name, "shape", expected=shape(expected), got=shape(got))
    margin = allowed(expected, tolerance)
    for index, (e, g) in enumerate(zip(flat(expected), flat(got))):
        if not agree(e, g, margin):
            return Difference(name, "value", place_of(index, shape(expected)), e, g)
    return None


def compare(expected, got, tolerance):
    """All answers of one case: the Differences, in the order of the expected answers."""
    found = [compare_answer(name, value, got.get(name), tolerance)
             for name, value in expected.items()]
    return [difference for difference in found if difference is not None]


def count_wrong(expected, got, tolerance):
    """(how many numbers of an answer are wrong, of how many)."""
    margin = allowed(expected, tolerance)
    pairs = list(zip(flat(expected), flat(got)))
    return sum(not agree(e, g, margin) for e, g in pairs), len(pairs)
