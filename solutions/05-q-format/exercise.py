"""Fixed-point arithmetic that rounds and saturates."""
from functools import partial

from exercises_lib import Exercise, Test, looks_like


def shorts(random, most, count=8):
    return [random.randint(-most, most) for _ in range(count)]


def ordinary(random):
    """Nothing is so large that it would have to be saturated."""
    n = random.randint(4, 12)
    most = min(int((30000 * 2 ** n / 8) ** 0.5), 16000)
    return {"n": n, "a": shorts(random, most), "b": shorts(random, most)}


def large(random):
    n = random.randint(0, 15)
    return {"n": n, "a": shorts(random, 32767), "b": shorts(random, 32767)}


def reals(random):
    """Numbers that are never halfway between two."""
    n = random.randint(0, 15)
    places = [random.randint(-33000, 33000) + random.uniform(-0.45, 0.45) for _ in range(8)]
    return {"n": n, "reals": [place / 2 ** n for place in places]}


def saturated(v):
    return max(-32768, min(32767, v))


def wrapped(v, bits=16):
    return (v + 2 ** (bits - 1)) % 2 ** bits - 2 ** (bits - 1)


def moved(product, n):
    return (product + (1 << n >> 1)) >> n


def pairs(case):
    return [(int(a), int(b)) for a, b in zip(case["a"], case["b"])]


def answers(case, fit=saturated, move=moved):
    n = case["n"]
    return {"sums": [fit(a + b) for a, b in pairs(case)],
            "products": [fit(move(a * b, n)) for a, b in pairs(case)],
            "dot": fit(move(sum(a * b for a, b in pairs(case)), n))}


def saturates_each(case):
    total = 0
    for a, b in pairs(case):
        total = saturated(total + saturated(moved(a * b, case["n"])))
    return {"dot": total}


exactly = partial(looks_like, tolerance=0)

diagnoses = [
    exactly("no-half", "Products are rounded down: add half of what is shifted out, 2^(n-1), before the "
            "shift.", lambda case: answers(case, move=lambda product, n: product >> n)),
    exactly("wraps", "What does not fit wraps around to the other end. Saturate: above 32767 it is 32767, "
            "below -32768 it is -32768, and only then it becomes an int16_t.",
            lambda case: answers(case, fit=wrapped)),
    exactly("truncated", "Real numbers are cut off towards 0, where the nearest is wanted: `rint`.",
            lambda case: {"from_real": [saturated(int(v * 2 ** case["n"])) for v in case["reals"]]}),
    exactly("rounds-each", "Each product is rounded before it is added. Add up the exact products and round "
            "once, at the end.",
            lambda case: {"dot": saturated(sum(moved(a * b, case["n"]) for a, b in pairs(case)))}),
    exactly("saturates-each", "The sum is saturated after each product. A sum that leaves the range and "
            "comes back is right: add up in 64 bits, saturate once at the end.", saturates_each),
    exactly("overflow", "The sum of products has wrapped around in 32 bits: use an int64_t.",
            lambda case: {"dot": saturated(moved(wrapped(sum(a * b for a, b in pairs(case)), 32), case["n"]))}),
]

EIGHT = {"n": 8, "reals": [1.5, -0.75, 200, -200, 1 / 512, 3 / 512],
         "a": [384, 30000, 384, 3, 2], "b": [-192, 10000, -192, 192, 192]}

exercise = Exercise(
    title="Fractions without a point",
    source="solutions/05-q-format/q_format.c",
    functions=dict.fromkeys(["saturate", "move_point", "q_from_real", "q_add", "q_multiply", "q_dot"],
                            "return 0;"),
    minutes=35,
    tolerance=0,
    tests=[
        Test("by hand", points=1, cases=[
            EIGHT, {"n": 8, "a": [20000, 20000, 20000], "b": [256, 256, -256]}]),
        Test("real numbers", points=1, draw=reals, count=5,
             cases=[{"n": 15, "reals": [1, -1, 1e300, -1e300, 0.5]}]),
        Test("sums and products", points=2, draw=ordinary, count=5),
        Test("saturation", points=2, draw=large, count=5, cases=[
            {"n": 15, "a": [-32768] * 4, "b": [-32768, 32767, -32768, 32767]},
            {"n": 0, "a": [5, -5], "b": [7, 7]},
            {"n": 15, "a": [32767] * 3, "b": [32767] * 3},
            {"n": 15, "a": [32767] * 30, "b": [32767, -32767, 1] * 10}]),
        Test("hidden numbers", points=4, draw=large, count=15, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
