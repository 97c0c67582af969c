"""The hinge loss of Crammer and Singer: only the largest offender pays."""
from exercises_lib import Exercise, Test, looks_like


def draw_batch(random, classes, images):
    """No two classes are equal and none is at the kink: row i has logits of 16 k + i sixty-fourths."""
    logits = [[(16 * random.randint(-8, 8) + i) / 64 for _ in range(images)] for i in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)],
            "share": 1 / images}


def draw_small(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4))


def draw_ties(random):
    """Whole logits: equal ones, and some at the kink."""
    case = draw_batch(random, random.randint(3, 6), random.randint(3, 5))
    return {**case, "logits": [[round(z) for z in row] for row in case["logits"]]}


def draw_large(random):
    """More than a block of columns, and shares that are not 1/m."""
    case = draw_batch(random, random.randint(2, 10), random.choice([1, 63, 64, 65, 150]))
    return {**case, "share": random.choice([1, 0.5, case["share"]])}


def offender(case, kink=False, last=False, label_too=False, everyone=False):
    """Value and gradient, or those of some mistake."""
    share, value = case["share"], 0
    gradient = [[0.0] * len(case["labels"]) for _ in case["logits"]]
    for j, (z, y) in enumerate(zip(zip(*case["logits"]), case["labels"])):
        others = [i for i in range(len(z)) if i != y or label_too]
        worst = max(others, key=lambda i, z=z: (z[i], i if last else -i))
        for i in others if everyone else [worst]:
            over = 1 - z[y] + z[i]
            if over > 0 or (kink and over == 0):
                value += share * over
                gradient[i][j] += share
                gradient[y][j] -= share
    return {"value": value} if label_too else {"value": value, "gradient": gradient}


MISTAKES = [
    ("kink", {"kink": True},
     "At the kink, 1 - z[y] + z[o] = 0, classes are pushed. There the gradient is 0."),
    ("last-of-equals", {"last": True}, "Of equal offenders the last pays; it is to be the first."),
    ("label-offends", {"label_too": True},
     "The label may be its own offender: where it has the largest logit of all, the loss is 1. It"
     " is to be left out of the search."),
    ("everyone", {"everyone": True},
     "Every class that comes too close pays, as in the chapter. Here it is only the one with the "
     "largest logit."),
]


def has_nan(case):
    return any(z != z for row in case["logits"] for z in row)


def diagnose(case, expected, got):
    value = got.get("value")
    if has_nan(case):
        if value == value:
            return ("nan-lost", "A logit is NaN and the loss is a number all the same. Every "
                                "comparison with NaN is false: mind which way round you ask.")
        return None
    gradient = got.get("gradient", [])
    if any(9 in row for row in gradient) and any(x != 9 for row in gradient for x in row):
        return ("not-written",
                "Some of the gradient is what was there before. Classes that do not pay have a "
                "gradient as well: 0.")
    return None


NAN = float("nan")
BY_HAND = {"logits": [[2, 0], [1, 3], [1.5, 1]], "labels": [1, 1], "share": 1}

exercise = Exercise(
    title="Only the largest offender",
    source="solutions/03-offender/offender.c",
    functions={"worst_offender": "return 0;", "offender_block": "return 0;"},
    minutes=35,
    tests=[
        Test("by hand", points=1, cases=[BY_HAND]),
        Test("a batch", points=2, draw=draw_small, count=5),
        Test("at the kink", points=2, draw=draw_ties, count=6, needs="by hand"),
        Test("huge logits", points=1, needs="by hand", cases=[
            {"logits": [[1e4, 1e4, 1e4], [0, 0, 1e4], [-1e4, -1e4, -1e4]], "labels": [0, 2, 1],
             "share": 0.5}]),
        Test("not a number", points=2, needs="by hand", cases=[
            {"logits": [[NAN], [1]], "labels": [1], "share": 1},
            {"logits": [[NAN], [1]], "labels": [0], "share": 1},
            {"logits": [[2], [0], [NAN]], "labels": [1], "share": 1}]),
        Test("hidden batches", points=2, draw=draw_large, count=10, hidden=True, needs="a batch"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[BY_HAND]),
    ],
    samples="logits",
    diagnoses=[diagnose] + [looks_like(kind, sentence, lambda case, how=how: offender(case, **how))
                            for kind, how, sentence in MISTAKES],
)
