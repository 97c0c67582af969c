"""From a number to a whole number: rounded, moved to the zero point, clipped."""
import math
from functools import partial

from exercises_lib import Exercise, Test, looks_like


def case_of(scale, zero_point, lowest, highest, values, truncates=0):
    return {"scale": scale, "zero_point": zero_point, "lowest": lowest, "highest": highest,
            "truncates": truncates, "values": values}


def values_around(random, scale, low, high, count=12):
    """Numbers whose places on the ruler lie between low and high, and none halfway."""
    places = [random.randint(low, high) + random.choice([-1, 1]) * random.uniform(0.05, 0.45)
              for _ in range(count)]
    return [round(scale * place, 6) for place in places]


def any_quantizer(random):
    bits, scale = random.randint(3, 8), round(random.uniform(0.01, 0.5), 3)
    highest = 2 ** bits - 1
    zero_point = random.randint(2, highest - 2)
    values = values_around(random, scale, -zero_point - 3, highest - zero_point + 3)
    return case_of(scale, zero_point, 0, highest, values)


def symmetric(random, truncates=0):
    bits, scale = random.randint(4, 8), round(random.uniform(0.01, 0.5), 3)
    highest = 2 ** (bits - 1) - 1
    values = values_around(random, scale, 1 - highest, highest - 1)
    return case_of(scale, 0, -highest, highest, values, truncates)


def halves(_):
    """Exact in binary: each lies halfway between two whole numbers."""
    return case_of(0.25, 0, -127, 127, [0.25 * (k + 0.5) for k in range(-6, 6)])


def rounded(random):
    return symmetric(random)


def cut_off(random):
    return symmetric(random, 1)


def beyond(random):
    case = any_quantizer(random)
    far = [case["scale"] * random.choice([-1, 1]) * random.uniform(300, 5000) for _ in range(6)]
    return {**case, "zero_point": 0, "lowest": -case["highest"], "values": far}


def place(case, v):
    steps = v / case["scale"]
    return math.trunc(steps) if case["truncates"] else round(steps)


def clip(case, q):
    return max(case["lowest"], min(case["highest"], q))


def whole(rule):
    """The answers where rule(case, v) is what becomes of a number."""
    return lambda case: {"whole": [rule(case, v) if math.isfinite(v) else case["lowest"] if v != math.inf
                                   else case["highest"] for v in case["values"]]}


def half_away(case, v):
    steps = v / case["scale"]
    return math.trunc(steps) if case["truncates"] else int(math.copysign(math.floor(abs(steps) + 0.5), steps))


def not_a_number(case, expected, got):
    pairs = zip(case["values"], expected["whole"], got["whole"])
    wrong = [(v, g) for v, e, g in pairs if e != g]
    if wrong and all(math.isnan(v) for v, _ in wrong):
        return "nan-input", ("Only what became of NaN is wrong. Each comparison with NaN is false, so it "
                             "slips through `if (place < lowest)`; ask the other way round, "
                             "`if (!(place > lowest))`.")
    return None


exactly = partial(looks_like, tolerance=0)

diagnoses = [
    not_a_number,
    exactly("truncated", "Numbers are cut off towards 0 where they should go to the nearest: `rint`, unless "
            "`truncates` is set.",
            whole(lambda case, v: clip(case, math.trunc(v / case["scale"]) + case["zero_point"]))),
    exactly("halves", "Only numbers halfway between two whole ones are wrong: `round` takes them away from "
            "0, the contract (and `rint`) to the even neighbour.",
            whole(lambda case, v: clip(case, half_away(case, v) + case["zero_point"]))),
    exactly("unclipped", "Numbers beyond the ends are not clipped: below `lowest` it is `lowest`, above "
            "`highest` it is `highest`.", whole(lambda case, v: place(case, v) + case["zero_point"])),
    exactly("no-zero-point", "The zero point is missing: 0 has to become `zero_point`.",
            whole(lambda case, v: clip(case, place(case, v)))),
    exactly("inverted", "The number is multiplied by the scale. A scale is the length of a step: how many "
            "steps v is away from 0 is v / scale.",
            whole(lambda case, v: clip(case, place({**case, "scale": 1 / case["scale"]}, v)
                                       + case["zero_point"]))),
    exactly("clipped-early", "It is clipped before the zero point is added, so that the result can leave "
            "the range again. First add, then clip.",
            whole(lambda case, v: clip(case, place(case, v)) + case["zero_point"])),
]

exercise = Exercise(
    title="Round, move, clip",
    source="chapters/05-quantization/quantizer.c",
    functions={"to_whole": "return q->lowest - 1;"},
    minutes=15,
    tolerance=0,
    tests=[
        Test("by hand", points=1, cases=[
            case_of(0.25, 3, 0, 7, [0, 0.45, 0.375, 0.125, -0.45, 1.3, -2]),
            case_of(0.25, 3, 0, 7, [0.45, -0.45, 0.4], truncates=1)]),
        Test("rounding", points=1, draw=rounded, count=3, cases=[halves(None)]),
        Test("truncating", points=1, draw=cut_off, count=3),
        Test("clipping", points=1, draw=beyond, count=3,
             cases=[case_of(0.5, 0, -7, 7, [1e20, -1e20, math.inf, -math.inf, 3.5, -3.5])]),
        Test("not a number", points=1, cases=[case_of(0.5, 3, 0, 15, [1, math.nan, -1])]),
        Test("hidden numbers", points=3, draw=any_quantizer, count=20, hidden=True),
    ],
    diagnoses=diagnoses,
)
