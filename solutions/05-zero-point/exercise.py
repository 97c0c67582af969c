"""The asymmetric quantizer, and the whole number that stands for 0."""
from exercises_lib import Exercise, Test, looks_like


def steps(case):
    return 2 ** case["bits"] - 1


def gap(case):
    return (case["high"] - case["low"]) / steps(case)


def place_of_zero(case):
    return -case["low"] / gap(case)


def any_range(random):
    """0 within the range, and no zero point that lies halfway between two whole numbers."""
    while True:
        case = {"bits": random.randint(2, 8), "low": round(random.uniform(-3, -0.1), 3),
                "high": round(random.uniform(0.1, 3), 3)}
        if abs(place_of_zero(case) % 1 - 0.5) > 1e-3:
            return case


def rounds_up(random):
    """A zero point that rounds up, where cutting off would not."""
    while True:
        case = any_range(random)
        if place_of_zero(case) > 1 and place_of_zero(case) % 1 > 0.55:
            return case


def signed(case):
    half = 2 ** (case["bits"] - 1)
    return {"lowest": -half, "highest": half - 1}


diagnoses = [
    looks_like("truncated", "`zero_point` is cut off to a whole number, where the nearest is wanted: "
               "`rint`, and only then a cast to int.",
               lambda case: {"scale": gap(case), "zero_point": int(place_of_zero(case))}),
    looks_like("sign", "`zero_point` has the wrong sign. low is not positive, and there are no marks below "
               "0: mark 0 lies at low, and 0 lies -low / scale marks further up.",
               lambda case: {"scale": gap(case), "zero_point": round(case["low"] / gap(case))}),
    looks_like("signed-range", "These are the ends of numbers with a sign. This quantizer's whole numbers "
               "go from 0 to 2^bits - 1.", signed),
    looks_like("step-count", "The range is divided by the number of marks, 2^bits. Between the first and "
               "the last mark there is one gap less.",
               lambda case: {"scale": (case["high"] - case["low"]) / (steps(case) + 1)}),
    looks_like("no-zero-point", "`zero_point` is 0, so 0 is the lowest number that the quantizer has: all "
               "negative numbers would be clipped.", lambda case: {"scale": gap(case), "zero_point": 0}),
    looks_like("zero-range", "The range is 0 alone, the scale comes out as 0, and something was divided by "
               "it. Then the zero point is to be 0.",
               lambda case: {"zero_point": -2 ** 31} if case["low"] == case["high"] else {}),
]

exercise = Exercise(
    title="The zero point",
    source="chapters/05-quantization/quantizer.c",
    functions={"asymmetric": "return (quantizer){.scale = 0};"},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[
            {"bits": 3, "low": -0.5, "high": 2},
            {"bits": 8, "low": 0, "high": 5.1},
            {"bits": 4, "low": -3, "high": 0},
            {"bits": 3, "low": -1, "high": 3.4}]),
        Test("random ranges", points=2, draw=rounds_up, count=6),
        Test("nothing but 0", points=1, cases=[{"bits": 8, "low": 0, "high": 0}]),
        Test("hidden ranges", points=2, draw=any_range, count=20, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
