"""The hinge loss of Weston and Watkins, with its gradient."""
from exercises_lib import Exercise, Test, looks_like


def draw_batch(random, classes, images):
    """No class stands at the kink: row i has logits of 16 k + i sixty-fourths, and a float holds
    every sum of these."""
    logits = [[(16 * random.randint(-8, 8) + i) / 64 for _ in range(images)]
              for i in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)],
            "share": 1 / images}


def draw_small(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4))


def draw_ties(random):
    """Whole logits: many stand exactly at the kink."""
    case = draw_batch(random, random.randint(3, 6), random.randint(2, 5))
    return {**case, "logits": [[round(z) for z in row] for row in case["logits"]]}


def draw_large(random):
    """More than a block of columns, and shares that are not 1/m."""
    case = draw_batch(random, random.randint(2, 10), random.choice([1, 63, 64, 65, 150]))
    return {**case, "share": random.choice([1, 0.5, case["share"]])}


def hinge(case, over=lambda x: max(0, x), slope=lambda x: float(x > 0), label_counts=False,
          pull=1, mean=True):
    """Value and gradient, or those of some mistake."""
    logits, labels, share = case["logits"], case["labels"], case["share"]
    scale = share / len(logits) if mean else share
    value, gradient = 0, [[0.0] * len(labels) for _ in logits]
    for j, y in enumerate(labels):
        for i, row in enumerate(logits):
            if i == y and not label_counts:
                continue
            margin = 1 - logits[y][j] + row[j]
            value += scale * over(margin)
            if i != y:
                gradient[i][j] = scale * slope(margin)
            gradient[y][j] -= pull * scale * slope(margin)
    return {"value": value, "gradient": gradient}


MISTAKES = [
    ("label-class", {"label_counts": True},
     "The label itself is counted among the classes that come too close: its term, 1 - z[y] + "
     "z[y], is always 1. The sum is over i != y."),
    ("kink", {"slope": lambda x: float(x >= 0)},
     "A class that stands exactly at the kink, 1 - z[y] + z[i] = 0, is pushed. There the "
     "gradient is to be 0."),
    ("label-not-pulled", {"pull": 0},
     "Nothing pulls the label's logit up: its gradient is minus the sum of the others'."),
    ("distance", {"slope": lambda x: max(0, x)},
     "Classes are pushed in proportion to how far they are over the margin. The slope of "
     "max(0, x) is 1 wherever x > 0."),
    ("missing-mean", {"mean": False}, "Value and gradient are too large by the number of classes: "
                                      "the factor 1/C is missing."),
]


def diagnose(case, expected, got):
    if any(value != value for row in case["logits"] for value in row):
        if got.get("value") == got.get("value"):
            return ("nan-lost", "A logit is NaN and the loss is a number all the same. Every "
                                "comparison with NaN is false: ask whether a class is fine, and "
                                "let every other pay.")
        return None
    gradient = got.get("gradient", [])
    if len(case["labels"]) > 1 and any(x != 9 for row in gradient for x in row) and all(
            row[-1] == 9 for i, row in enumerate(gradient) if i != case["labels"][-1]):
        return ("first-column", "Only the first columns are written. The block begins at column "
                                "b->first: its image j is column b->first + j.")
    return None


NAN = float("nan")

exercise = Exercise(
    title="The hinge loss and its gradient",
    source="chapters/03-losses/losses.c",
    functions={"hinge_block": "return 0;"},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[
            {"logits": [[2], [1], [0]], "labels": [1], "share": 1}]),
        Test("a batch", points=2, draw=draw_small, count=4),
        Test("at the kink", points=1, draw=draw_ties, count=4),
        Test("huge logits", points=1, needs="a batch", cases=[
            {"logits": [[1e4, 1e4, 1e4], [0, 0, 1e4], [-1e4, -1e4, -1e4]], "labels": [0, 2, 1],
             "share": 0.5}]),
        Test("not a number", points=1, needs="a batch", cases=[
            {"logits": [[NAN], [1]], "labels": [1], "share": 1},
            {"logits": [[0, 1], [NAN, 0.5], [1, -1]], "labels": [1, 0], "share": 0.5}]),
        Test("hidden batches", points=3, draw=draw_large, count=10, hidden=True, needs="a batch"),
        Test("memory", points=1, memory=True, seconds=10, needs="a batch", cases=[
            {"logits": [[0.5, 2, 1], [0, 0.25, 3]], "labels": [1, 0, 0], "share": 1}]),
    ],
    samples="logits",
    diagnoses=[diagnose] + [looks_like(kind, sentence, lambda case, how=how: hinge(case, **how))
                            for kind, how, sentence in MISTAKES],
)
