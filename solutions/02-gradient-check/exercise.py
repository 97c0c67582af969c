"""Central differences, and the relative error of two gradients."""
import math

from exercises_lib import Exercise, Test

STEP = 2 ** (-23 / 3)  # step_size() in float


def numbers(random, count, spread=2):
    return [round(random.uniform(-spread, spread), 2) for _ in range(count)]


def function(random, most=6):
    """Curved enough for a nudge to one side to show."""
    count = random.randint(2, most)
    curve = [random.choice([-1, 1]) * random.randint(10, 40) for _ in range(count)]
    return {"at": numbers(random, count), "slope": numbers(random, count, 5), "curve": curve}


def vectors(random):
    count = random.randint(2, 8)
    analytic = numbers(random, count, 50)
    near = [round(a + random.uniform(-1, 1), 2) for a in analytic]
    return {"analytic": analytic, "numeric": random.choice([near, [-a for a in near]])}


def sides(case):
    """The derivative at each number, and what a nudge to one side adds to it."""
    v = [0, *case["at"], 0]
    slopes = [s + 2 * c * x + before + after for s, c, before, x, after
              in zip(case["slope"], case["curve"], v, v[1:], v[2:])]
    return slopes, [STEP * c for c in case["curve"]]


def one_sided(case, _, got):
    slopes, more = sides(case)
    for side in (1, -1):
        if all(abs(g[0] - s - side * m) < 0.02
               for g, s, m in zip(got["gradient"], slopes, more)):
            return ("one-sided", "each derivative is off by h times the curvature: that of a nudge to "
                    "one side. Take f above and f below, and divide their difference by 2h.")
    return None


def not_put_back(case, _, got):
    if got["changed"]:
        return ("not-put-back", f"{got['changed']:.0f} of the numbers are not what they were before, to "
                "the last bit. Keep the number, and assign it again at the end.")
    return None


def length(v):
    return math.sqrt(sum(x * x for x in v))


def distance(case):
    return length([a - n for a, n in zip(case["analytic"], case["numeric"])])


def nan_passes(case, expected, got):
    if math.isinf(expected["error"]) and not math.isinf(got["error"]):
        return ("nan-passes", "a gradient that holds a NaN or an infinity must have an infinite error. "
                "Every comparison with NaN is false, so it slips through checks for something large.")
    return None


def not_relative(case, _, got):
    if abs(got["error"] - distance(case)) < 1e-3 * distance(case):
        return ("not-relative", "this is the distance of the two vectors: divide it by the sum of their "
                "lengths.")
    return None


def sign_lost(case, _, got):
    a, n = length(case["analytic"]), length(case["numeric"])
    if abs(got["error"] - abs(a - n) / (a + n)) < 1e-3:
        return ("sign-lost", "only the lengths are compared: a gradient and its opposite count as "
                "equal. Take the length of the difference, not the difference of the lengths.")
    return None


exercise = Exercise(
    title="Trust, but nudge",
    source="chapters/02-backprop/gradient_check.c",
    functions={"relative_error": "return -1;", "numeric_gradient": ""},
    minutes=25,
    tolerance=3e-4,
    tests=[
        Test("by hand", points=1, cases=[
            {"at": [3], "slope": [0], "curve": [1]},
            {"at": [3, 0.1, -0.7], "slope": [0, 0, 0], "curve": [1, 10, -20]}]),
        Test("gradients", points=2, draw=function, count=4, cases=[
            {"at": [0.3], "slope": [1], "curve": [20]}]),
        Test("hidden gradients", points=2, draw=lambda random: function(random, 12), count=6,
             hidden=True),
        Test("errors by hand", points=2, cases=[
            {"analytic": [3, 4], "numeric": [6, 8]}, {"analytic": [3, 4], "numeric": [3, 4]},
            {"analytic": [3, 4], "numeric": [-3, -4]}, {"analytic": [0, 0], "numeric": [0, 0]},
            {"analytic": [math.nan, 4], "numeric": [3, 4]},
            {"analytic": [3, math.inf], "numeric": [3, math.inf]}]),
        Test("hidden errors", points=2, draw=vectors, count=8, hidden=True, cases=[
            {"analytic": [1, 2], "numeric": [math.nan, 2]},
            {"analytic": [5, -1], "numeric": [-5, 1]}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"at": [1, 2], "slope": [1, 1], "curve": [1, 2]}]),
    ],
    diagnoses=[not_put_back, one_sided, sign_lost, not_relative, nan_passes],
)
