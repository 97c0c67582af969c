"""The mean squared error behind a softmax: its Jacobian, without the matrix."""
from math import exp

from comparing import compare
from exercises_lib import Exercise, Test, looks_like


def draw_batch(random, classes, images, width=3):
    logits = [[round(random.uniform(-width, width), 2) for _ in range(images)]
              for _ in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)],
            "share": 1 / images}


def draw_small(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4))


def draw_large(random):
    """More than a block of columns, and shares that are not 1/m."""
    case = draw_batch(random, random.randint(2, 10), random.choice([1, 63, 64, 65, 150]), 6)
    return {**case, "share": random.choice([1, 0.5, case["share"]])}


def softmax(logits):
    exps = [exp(z - max(logits)) for z in logits]
    return [e / sum(exps) for e in exps]


def gradient_by(case, rule):
    """The gradient whose entry k of an image is RULE(p, d, k) times the image's share."""
    columns = []
    for logits, y in zip(zip(*case["logits"]), case["labels"]):
        p = softmax(logits)
        d = [p_i - (i == y) for i, p_i in enumerate(p)]
        columns.append([case["share"] * rule(p, d, k) for k in range(len(p))])
    return {"gradient": [list(row) for row in zip(*columns)]}


def along(p, d, end):
    return sum(p_i * d_i for p_i, d_i in zip(p[:end], d[:end]))


MISTAKES = [
    ("no-jacobian", lambda p, d, k: 2 / len(p) * d[k],
     "This is the gradient with respect to the probabilities. The network needs the one with "
     "respect to the logits: it still has to go through softmax."),
    ("diagonal", lambda p, d, k: 2 / len(p) * d[k] * p[k] * (1 - p[k]),
     "Only the path from z[k] through p[k] is counted. A logit changes all probabilities: the "
     "sum over i of d[i] p[i] is missing."),
    ("cross-entropy", lambda p, d, k: d[k],
     "This is the gradient of cross-entropy, whatever value is printed: the report's mistake."),
    ("one-pass", lambda p, d, k: 2 / len(p) * p[k] * (d[k] - along(p, d, k + 1)),
     "The sum of d[i] p[i] is used before it is complete. It needs a pass over all classes of "
     "its own."),
]


def diagnose(case, expected, got):
    times = [[g * len(case["logits"]) for g in row] for row in expected["gradient"]]
    if not compare({"gradient": times}, got, 1e-4):
        return ("missing-mean", "Value and gradient are too large by the number of classes: the "
                                "factor 1/C is missing.")
    return None


SURE_AND_WRONG = {"logits": [[1e4], [0], [-1e4]], "labels": [2], "share": 1}

exercise = Exercise(
    title="Mean squared error, through the softmax",
    source="chapters/03-losses/losses.c",
    functions={"mse_block": "return 0;"},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[
            {"logits": [[2], [1], [0]], "labels": [1], "share": 1}]),
        Test("a batch", points=3, draw=draw_small, count=4),
        Test("sure", points=1, needs="by hand", cases=[
            SURE_AND_WRONG, {**SURE_AND_WRONG, "labels": [0]},
            {"logits": [[1e4], [1e4], [-1e4]], "labels": [1], "share": 1}]),
        Test("one class", points=1, cases=[{"logits": [[3, -1]], "labels": [0, 0], "share": 0.5}],
             needs="by hand"),
        Test("hidden batches", points=3, draw=draw_large, count=10, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[0.5, 2, 1], [0, 0.25, 3]], "labels": [1, 0, 0], "share": 1}]),
    ],
    samples="logits",
    diagnoses=[looks_like(kind, sentence, lambda case, rule=rule: gradient_by(case, rule))
               for kind, rule, sentence in MISTAKES] + [diagnose],
)
