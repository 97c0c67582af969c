"""The straight-through estimator: past the rounding, but not past the clipping."""
from exercises_lib import Exercise, Test, looks_like


def away_from(ends, value, gap=0.02):
    return all(abs(value - end) > gap for end in ends)


def weights(random):
    """Some beyond either end, in several rows with rulers of their own."""
    rows, cols, highest = random.randint(2, 4), random.randint(4, 9), random.choice([1, 7, 127])
    scales = [round(random.uniform(0.3, 1) / highest, 5) for _ in range(rows)]

    def row(scale):
        numbers = []
        while len(numbers) < cols:
            v = round(random.uniform(-1.6, 1.6), 3)
            if away_from([-scale * highest, scale * highest], v):
                numbers.append(v)
        return numbers
    return {"weights": [row(scale) for scale in scales], "scales": scales, "highest": highest,
            "gradient": [[round(random.uniform(-5, 5), 2) for _ in range(cols)] for _ in range(rows)]}


def activations(random):
    """Among them numbers just below the upper end, and just above 0, that are rounded to it."""
    units, images, highest = random.randint(2, 5), random.randint(1, 6), random.choice([3, 15, 255])
    scale = round(random.uniform(0.5, 3) / highest, 5)
    end = scale * highest

    def number():
        v = random.choice([random.uniform(-2, 2) * end, end - 0.3 * scale, 0.3 * scale])
        return v if away_from([0, end], v, 0.01 * scale) else 0.3 * scale
    return {"x": [[number() for _ in range(images)] for _ in range(units)],
            "scale": scale, "highest": highest,
            "dy": [[round(random.uniform(0.5, 5), 2) for _ in range(images)] for _ in range(units)]}


def masked(keep):
    """The weights' gradient where keep(case, row, weight, gradient) is what becomes of a number."""
    def answers(case):
        pairs = zip(case["weights"], case["gradient"])
        return {"gradient": [[keep(case, i, w, g) for w, g in zip(*rows)] for i, rows in enumerate(pairs)]}
    return answers


def limit(case, i):
    return case["scales"][i] * case["highest"]


def passed(keep):
    """dx where keep(case, x) says whether the gradient passes."""
    return lambda case: {"dx": [[dy if keep(case, x) else 0.0 for x, dy in zip(*rows)]
                                for rows in zip(case["x"], case["dy"])]}


def rounded(case, x):
    return max(0, min(case["highest"], round(x / case["scale"])))


def first_row(case):
    """Row 0 is asked, and changed, each time."""
    result = [list(row) for row in case["gradient"]]
    for i in range(len(result)):
        result[0] = [g if abs(w) <= limit(case, i) else 0.0 for w, g in zip(case["weights"][0], result[0])]
    return {"gradient": result}


def kept(case, expected, got):
    """Where the gradient does not pass stands what was there before."""
    pairs = [(e, g) for rows in zip(expected["dx"], got["dx"]) for e, g in zip(*rows) if e != g]
    if pairs and all(e == 0 and g == 7 for e, g in pairs):
        return "not-zeroed", ("Where no gradient passes, `dx` holds what was there before. dx is written "
                              "everywhere: 0 where nothing passes.")
    return None


MASK = ("The gradient passes where the number was clipped, too. Beyond the ends the output does not follow "
        "its input, and the gradient is 0.")

diagnoses = [
    looks_like("no-mask", MASK, masked(lambda case, i, w, g: g)),
    looks_like("no-mask", MASK, passed(lambda case, x: x > 0)),
    looks_like("asks-y", "The rounded output is asked whether it was clipped. A number just below the end "
               "is rounded to the end, and a small positive one to 0, and neither was clipped: ask x.",
               passed(lambda case, x: 0 < rounded(case, x) < case["highest"])),
    looks_like("one-end", "Only what lies beyond the upper end is masked. The ruler of weights has a lower "
               "end as well.", masked(lambda case, i, w, g: 0.0 if w > limit(case, i) else g)),
    looks_like("clips-gradient", "The gradient itself is clipped to the quantizer's range. The range is "
               "that of the weights: it decides whether the gradient passes, not how large it may be.",
               masked(lambda case, i, w, g: max(-limit(case, i), min(limit(case, i), g)))),
    looks_like("first-row", "Only row 0 is masked: number k of row i is AT(p->gradient, i, k).", first_row),
    kept,
]

HAND = {"weights": [[0.1, -0.6, 0.5, 0.7, -0.3]], "scales": [0.25], "highest": 2,
        "gradient": [[3, -2, 4, 1, 5]]}
RELU = {"x": [[-1, 0.03, 1.5, 2.4]], "scale": 0.1, "highest": 20, "dy": [[1, 2, 3, 4]]}
AT_THE_ENDS = {"x": [[0, 2, 2.5, 0.5]], "scale": 0.25, "highest": 8, "dy": [[1, 2, 3, 4]]}

exercise = Exercise(
    title="Straight through, but not past the ends",
    source="chapters/05-quantization/fake_quantization.c",
    functions={"mask_clipped": "", "fake_relu_backward": ""},
    minutes=25,
    tests=[
        Test("weights by hand", points=1, cases=[HAND]),
        Test("relu by hand", points=1, cases=[RELU, AT_THE_ENDS]),
        Test("random weights", points=1, draw=weights, count=5),
        Test("random activations", points=1, draw=activations, count=5),
        Test("hidden weights", points=2, draw=weights, count=10, hidden=True, needs="weights by hand"),
        Test("hidden activations", points=2, draw=activations, count=10, hidden=True, needs="relu by hand"),
    ],
    diagnoses=diagnoses,
)
