"""A sum of products times a real number, with whole numbers alone."""
from functools import partial

from exercises_lib import Exercise, Test, looks_like


def multiplier_of(random):
    """A 24-bit multiplier and a shift, as chapter 5 makes them: M between 0.0001 and 0.5."""
    return random.randint(2 ** 23, 2 ** 24 - 1), random.randint(25, 36)


def sums(random):
    multiplier, shift = multiplier_of(random)
    most = min(2 ** 28 - 1, 300 * 2 ** shift // multiplier)
    return {"sums": [random.randint(-most, most) for _ in range(12)],
            "multiplier": multiplier, "shift": shift}


def layer(random):
    rows, each = random.randint(2, 4), random.randint(2, 5)
    pairs = [multiplier_of(random) for _ in range(rows)]
    values = [random.randint(-90 * 2 ** s // m, 300 * 2 ** s // m) for m, s in pairs for _ in range(each)]
    zero_point = random.randint(5, 60)
    return {"sums": values, "multipliers": [m for m, _ in pairs], "shifts": [s for _, s in pairs],
            "zero_point": zero_point, "lowest": zero_point, "highest": 255}


def scaled(v, multiplier, shift):
    return (v * multiplier + (1 << (shift - 1))) >> shift


def wrapped(v):
    return (v + 2 ** 31) % 2 ** 32 - 2 ** 31


def towards_zero(v, multiplier, shift):
    product = v * multiplier + (1 << (shift - 1))
    return product >> shift if product >= 0 else -(-product >> shift)


def single(rule):
    return lambda case: {"requantized": [rule(int(v), case["multiplier"], case["shift"])
                                         for v in case["sums"]]}


def outputs(row_of, zero_point=True, clipped=True):
    """A layer's outputs where sum number i of n takes the multiplier of row_of(i, n, rows)."""
    def answers(case):
        result, rows = [], len(case["multipliers"])
        for i, v in enumerate(case["sums"]):
            row = row_of(i, len(case["sums"]), rows)
            y = scaled(int(v), case["multipliers"][row], case["shifts"][row])
            y += case["zero_point"] if zero_point else 0
            result.append(max(case["lowest"], min(case["highest"], y)) if clipped else y)
        return {"outputs": result}
    return answers


def own_row(i, count, rows):
    return i * rows // count


exactly = partial(looks_like, tolerance=0)

diagnoses = [
    exactly("no-half", "It is rounded down, not to the nearest: half of what is shifted out, 2^(shift-1), "
            "has to be added before the shift.", single(lambda v, m, s: v * m >> s)),
    exactly("overflow", "The product has wrapped around in 32 bits. Make one of its factors an int64_t "
            "before you multiply.", single(lambda v, m, s: (wrapped(v * m) + (1 << (s - 1))) >> s)),
    exactly("towards-zero", "Negative sums come out too large: `/` cuts off towards 0. A shift to the right "
            "rounds down, which is what the formula says.", single(towards_zero)),
    exactly("one-multiplier", "All sums are scaled by the multiplier of row 0: each row has its own.",
            outputs(lambda i, count, rows: 0)),
    exactly("interleaved", "The rows' multipliers are taken in turn, sum by sum. But the sums of a row "
            "stand together: outputs / rows of them for row 0, then those of row 1.",
            outputs(lambda i, count, rows: i % rows)),
    exactly("unclipped", "The outputs are not clipped to lowest ... highest.",
            outputs(own_row, clipped=False)),
    exactly("no-zero-point", "The zero point is missing: it is added to what was requantized, before the "
            "clipping.", outputs(own_row, zero_point=False)),
]

exercise = Exercise(
    title="A multiplier and a shift",
    source="chapters/05-quantization/integer_kernel.c",
    functions={"requantize": "return 0;", "requantize_sums": ""},
    minutes=25,
    tolerance=0,
    tests=[
        Test("by hand", points=1, cases=[
            {"sums": [10200, 10000, -10200, 135, -136], "multiplier": 15891379, "shift": 32},
            {"sums": [3, -3, 1, -1, 2], "multiplier": 1, "shift": 1}]),
        Test("sums", points=2, draw=sums, count=6,
             cases=[{"sums": [2 ** 28 - 1, 1 - 2 ** 28], "multiplier": 2 ** 24 - 1, "shift": 30},
                    {"sums": [2 ** 28 - 1, 1 - 2 ** 28, 5], "multiplier": 2 ** 24 - 1, "shift": 52}]),
        Test("a layer by hand", points=1, needs="by hand", cases=[
            {"sums": [8, 12, -8, 8, 12, 100], "multipliers": [1, 3], "shifts": [2, 2],
             "zero_point": 10, "lowest": 10, "highest": 20}]),
        Test("layers", points=1, draw=layer, count=5, needs="by hand"),
        Test("hidden sums", points=3, draw=sums, count=20, hidden=True, needs="by hand"),
        Test("hidden layers", points=2, draw=layer, count=10, hidden=True, needs="a layer by hand"),
    ],
    diagnoses=diagnoses,
)
