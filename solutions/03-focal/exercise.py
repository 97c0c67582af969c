"""Focal loss, exact where an image is read well."""
from math import exp, log

from exercises_lib import Exercise, Test, looks_like

CLASSES = 10


def draw_batch(random, classes, images, gamma):
    logits = [[round(random.uniform(-2, 2), 2) for _ in range(images)] for _ in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)],
            "gamma": gamma, "share": 1 / images}


def draw_small(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4),
                      random.choice([0.5, 1, 2, 3]))


def draw_plain(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4), 0)


def draw_weighted(random):
    return {**draw_small(random),
            "weights": [round(random.uniform(0.1, 3), 1) for _ in range(CLASSES)]}


def draw_large(random):
    """More than a block of columns, and shares that are not 1/m."""
    case = draw_batch(random, random.randint(2, 10), random.choice([1, 63, 64, 65, 150]),
                      random.choice([0.5, 1, 2, 3]))
    return {**case, "share": random.choice([1, 0.5, case["share"]])}


def draw_sure(random):
    """One image, read well: q is somewhere between 1e-14 and 1e-8."""
    lead = round(random.uniform(18, 32), 1)
    return {"logits": [[0], [lead], [0]], "labels": [1], "gamma": random.choice([0, 0.5, 1, 2]),
            "share": 1}


def weight_of(case, y, j):
    return case["weights"][y] if "weights" in case else 1


def focal(case, bracket=True, base="q", weight=weight_of, all_outputs=False, label=1):
    """Value and gradient, or those of some mistake."""
    gamma, share, value, columns = case["gamma"], case["share"], 0, []
    for j, (z, y) in enumerate(zip(zip(*case["logits"]), case["labels"])):
        exps = [exp(x - max(z)) for x in z]
        p = [e / sum(exps) for e in exps]
        q = sum(p_i for i, p_i in enumerate(p) if i != y)
        surprise, w = -log(p[y]), share * weight(case, y, j)
        if all_outputs:
            focus = sum(-(1 - p_i) ** gamma * log(p_i) for p_i in p) / len(p)
            value, factor = value + w * focus, w * focus
        else:
            focus = w * (q if base == "q" else p[y]) ** gamma
            value += focus * surprise
            factor = focus * (1 + bracket * gamma * p[y] * surprise / q)
        columns.append([factor * (p_i if i != y else -label * q) for i, p_i in enumerate(p)])
    return {"value": value, "gradient": [list(row) for row in zip(*columns)]}


MISTAKES = [
    ("short-cut", {"bracket": False},
     "The gradient of cross-entropy is multiplied by q^gamma, and that is all. The factor q^gamma "
     "depends on the logits too: the bracket is its part."),
    ("upside-down", {"base": "p"},
     "The factor is p^gamma, and grows as an image is read better. It is to fade: q^gamma."),
    ("weights-ignored", {"weight": lambda case, y, j: 1},
     "The weights of the classes have no effect: the image's label chooses one of "
     "tuned(self)->weights."),
    ("weight-of-another", {"weight": lambda case, y, j: case.get("weights", [1] * 10)[0]},
     "An image has the weight of another class. It is that of its label, "
     "tuned(self)->weights[b->labels[j]]."),
    ("label-sign", {"label": -1},
     "The label's logit is pushed down like all others. Its entry of d is p[y] - 1 = -q."),
    ("all-outputs", {"all_outputs": True},
     "The loss is averaged over all outputs, right class or not. It is about p[y] alone: the "
     "report's slip."),
]


def is_sure(case):
    return max(abs(z) for row in case["logits"] for z in row) > 15


def diagnose(case, expected, got):
    if is_sure(case):
        if any(g != g for row in got.get("gradient", []) for g in row) or \
                got.get("value") != got.get("value"):
            return ("nan", "NaN: 0 divided by 0, or 0 times infinity, where q is 0. There "
                           "(-log p[y]) / q goes to 1.")
        return ("rounded", "For an image that is read well, what was a tiny q has been rounded "
                           "away. 1 - p[y] is nothing but rounding there: sum q from the other "
                           "classes, and take the surprise as -log1p(-q).")
    return None


exercise = Exercise(
    title="Focal loss and its gradient",
    source="chapters/03-losses/losses.c",
    functions={"probability_wrong": "", "focal_block": "return 0;"},
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[
            {"logits": [[2], [1], [0]], "labels": [1], "gamma": 2, "share": 1}]),
        Test("a batch", points=2, draw=draw_small, count=4),
        Test("gamma 0", points=1, draw=draw_plain, count=3, needs="by hand"),
        Test("weights", points=1, draw=draw_weighted, count=3, needs="by hand"),
        Test("read well", points=2, draw=draw_sure, count=4, needs="by hand"),
        Test("huge logits", points=1, needs="by hand", cases=[
            {"logits": [[1e4], [0], [-1e4]], "labels": [0], "gamma": gamma, "share": 1}
            for gamma in (0, 0.5, 2)]),
        Test("hidden batches", points=2, draw=draw_large, count=10, hidden=True, needs="by hand"),
        Test("hidden read well", points=1, draw=draw_sure, count=10, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[0.5, 2, 1], [0, 0.25, 3]], "labels": [1, 0, 0], "gamma": 2, "share": 1}]),
    ],
    samples="logits",
    diagnoses=[diagnose] + [looks_like(kind, sentence, lambda case, how=how: focal(case, **how))
                            for kind, how, sentence in MISTAKES],
)
