"""The symmetric quantizer's scale, from the range that it is to cover."""
from exercises_lib import Exercise, Test, looks_like


def any_range(random):
    """Either end may be the further one, and neither is 0."""
    low, high = round(random.uniform(-3, -0.1), 3), round(random.uniform(0.1, 3), 3)
    return {"bits": random.randint(2, 8), "low": low, "high": high}


def one_side(random):
    """Numbers of one sign: the range goes from 0 to the further end."""
    far = round(random.uniform(0.2, 3), 3)
    low, high = random.choice([(0.0, far), (-far, 0.0)])
    return {"bits": random.randint(2, 8), "low": low, "high": high}


def steps(case):
    return 2 ** (case["bits"] - 1) - 1


def end(case):
    return max(-case["low"], case["high"])


diagnoses = [
    looks_like("one-more-below", "`lowest` is the lowest number that the bits can hold, one further from 0 "
               "than `highest`. A symmetric quantizer leaves it unused, so that -v is always -q.",
               lambda case: {"lowest": -steps(case) - 1, "highest": steps(case)}),
    looks_like("inverted", "The scale is upside down: it is the number of steps in a unit, not the length "
               "of a step. A number v stands at the place v / scale.",
               lambda case: {"scale": steps(case) / end(case)}),
    looks_like("one-end", "Only the upper end decides: what lies below -high would be clipped. Take the end "
               "that is further from 0.",
               lambda case: {"scale": case["high"] / steps(case) if case["high"] else 1}),
    looks_like("whole-range", "The whole range from low to high is shared out among the steps. That fits an "
               "asymmetric quantizer, whose marks begin at low; here 0 is in the middle, and the further "
               "end would be clipped.",
               lambda case: {"scale": (case["high"] - case["low"]) / (2 * steps(case))}),
    looks_like("step-count", "The end is divided by one step too many: from 0 to `highest` there are "
               "2^(bits-1) - 1 steps.", lambda case: {"scale": end(case) / (steps(case) + 1)}),
]

exercise = Exercise(
    title="A scale that fits",
    source="chapters/05-quantization/quantizer.c",
    functions={"symmetric": "return (quantizer){.scale = 0};"},
    minutes=10,
    tests=[
        Test("by hand", points=1, cases=[
            {"bits": 8, "low": -0.3, "high": 0.2},
            {"bits": 3, "low": -0.5, "high": 2},
            {"bits": 2, "low": -1, "high": 0.25}]),
        Test("random ranges", points=1, draw=any_range, count=6),
        Test("one side", points=1, draw=one_side, count=6, cases=[{"bits": 4, "low": 0, "high": 0}]),
        Test("hidden ranges", points=2, draw=any_range, count=20, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
