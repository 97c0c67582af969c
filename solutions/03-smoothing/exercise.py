"""Cross-entropy with smoothed labels."""
from math import exp, log

from comparing import compare
from exercises_lib import Exercise, Test, looks_like


def draw_batch(random, classes, images):
    logits = [[round(random.uniform(-3, 3), 2) for _ in range(images)] for _ in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)],
            "smoothing": round(random.uniform(0.05, 0.6), 2), "share": 1 / images}


def draw_small(random):
    return draw_batch(random, random.randint(2, 5), random.randint(2, 4))


def draw_plain(random):
    return {**draw_small(random), "smoothing": 0}


def draw_large(random):
    """More than a block of columns, and shares that are not 1/m."""
    case = draw_batch(random, random.randint(2, 10), random.choice([1, 63, 64, 65, 150]))
    return {**case, "share": random.choice([1, 0.5, case["share"]])}


def smooth(s, classes, is_label):
    return s / classes + (1 - s) * is_label


def softened(case, target=smooth, price=1):
    """The loss for a target of TARGET(s, C, whether it is the label); PRICE: its second part."""
    classes, s, share = len(case["logits"]), case["smoothing"], case["share"]
    value, columns = 0, []
    for z, y in zip(zip(*case["logits"]), case["labels"]):
        log_sum = max(z) + log(sum(exp(x - max(z)) for x in z))
        t = [target(s, classes, i == y) for i in range(classes)]
        value += share * (log_sum - z[y] + price * sum(t_i * (z[y] - z_i) for t_i, z_i in zip(t, z)))
        columns.append([share * (exp(z_i - log_sum) - t_i) for t_i, z_i in zip(t, z)])
    return {"value": value, "gradient": [list(row) for row in zip(*columns)]}


MISTAKES = [
    ("others-only", {"target": lambda s, classes, is_label: 1 - s if is_label else s / (classes - 1)},
     "The share s is spread over the other classes only. It goes to all C classes alike, the "
     "right one among them."),
    ("cross-entropy", {"price": 0},
     "The gradient is that of the smoothed target, the value that of plain cross-entropy: "
     "the sum over i of t[i] (z[y] - z[i]) is missing."),
    ("price-sign", {"price": -1},
     "The second part of the value has the wrong sign: the label's logit is to be taken minus "
     "the others, not the others minus it."),
]


def column_sums(gradient):
    return [sum(column) for column in zip(*gradient)]


def diagnose(case, expected, got):
    value, gradient = got.get("value"), got.get("gradient", [])
    if max(abs(z) for row in case["logits"] for z in row) >= 1000:
        if value is not None and not abs(value) < float("inf"):
            return ("log-of-zero", "The value is not finite: the logarithm of a probability that "
                                   "has become 0. Take differences of logits instead.")
        return None
    if not compare({"gradient": expected["gradient"]}, got, 1e-4):
        return ("late-surprise", "The gradient is right and the value is not. loss_surprise reads "
                                 "the probabilities where the gradient will be: was it called "
                                 "after they had been changed?")
    if gradient and all(s < -1e-3 * case["share"] for s in column_sums(gradient)):
        return ("target-sum", "The columns of the gradient do not add up to 0: the targets add up "
                              "to more than 1. The label has 1 - s, and s/C like all others.")
    return None


exercise = Exercise(
    title="Label smoothing: never quite sure",
    source="chapters/03-losses/losses.c",
    functions={"smoothing_block": "return 0;"},
    minutes=25,
    tests=[
        Test("by hand", points=1, cases=[
            {"logits": [[2], [1], [0]], "labels": [1], "smoothing": 0.3, "share": 1}]),
        Test("a batch", points=2, draw=draw_small, count=4),
        Test("no smoothing", points=1, draw=draw_plain, count=3, needs="by hand"),
        Test("everything smoothed", points=1, needs="by hand", cases=[
            {"logits": [[2, 0], [0, 0], [-1, 3]], "labels": [1, 0], "smoothing": 1,
             "share": 0.5}]),
        Test("huge logits", points=2, needs="by hand", cases=[
            {"logits": [[1e4, 1e4, 1e4], [0, 0, 1e4], [-1e4, -1e4, -1e4]], "labels": [0, 2, 1],
             "smoothing": 0.3, "share": 0.5}]),
        Test("hidden batches", points=3, draw=draw_large, count=10, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[0.5, 2, 1], [0, 0.25, 3]], "labels": [1, 0, 0], "smoothing": 0.25,
             "share": 1}]),
    ],
    samples="logits",
    diagnoses=[looks_like(kind, sentence, lambda case, how=how: softened(case, **how))
               for kind, how, sentence in MISTAKES] + [diagnose],
)
