"""Softmax cross-entropy: what the network said minus what it should have said."""
import math

from comparing import compare
from exercises_lib import Exercise, Test, looks_like


def batch(random, classes, images, spread=3):
    logits = [[round(random.uniform(-spread, spread), 2) for _ in range(images)]
              for _ in range(classes)]
    return {"logits": logits, "labels": [random.randrange(classes) for _ in range(images)]}


def some(random):
    return batch(random, random.randint(3, 10), random.randint(2, 9))


def sure_mistake(random):
    """The right answer has a probability that no float can hold."""
    case = batch(random, random.randint(3, 6), random.randint(2, 5))
    case["logits"][case["labels"][0]][0] = -random.randint(150, 2000)
    return case


def hidden(random):
    if random.random() < 0.4:
        return sure_mistake(random)
    case = batch(random, random.randint(3, 10), random.choice([2, 17, 40, 90]))
    return {**case, "share": 0.25} if random.random() < 0.3 else case


def share(case):
    return case.get("share", 1 / len(case["labels"]))


def softmax(column):
    powers = [math.exp(z - max(column)) for z in column]
    return [power / sum(powers) for power in powers]


def gradient(case, of_place):
    """The gradient that is of_place(p, whether it is the label) at every place."""
    turned = [[of_place(p, i == label) for i, p in enumerate(softmax(column))]
              for column, label in zip(zip(*case["logits"]), case["labels"])]
    return {"gradient": [list(row) for row in zip(*turned)]}


def first_forgotten(case, _, got):
    """Ones that belong to later columns were subtracted in the first: the others have none."""
    later = [row[1:] for row in gradient(case, lambda p, hot: share(case) * p)["gradient"]]
    if not compare({"later": later}, {"later": [row[1:] for row in got["gradient"]]}, 1e-4):
        return ("first-forgotten", "the 1 at the label was subtracted in other columns than its own. "
                "Column j of the block is column b->first + j of the gradient.")
    return None


def log_of_zero(_, expected, got):
    if math.isfinite(expected["loss"]) and not math.isfinite(got["loss"]):
        return ("log-of-zero", "the loss is not finite: the probability of a very surprising answer "
                "is 0 in a float, and its logarithm is minus infinity. Use loss_surprise.")
    return None


exercise = Exercise(
    title="What it said minus what it should have said",
    source="chapters/02-backprop/cross_entropy.c",
    functions={"cross_entropy_block": "return 0;"},
    minutes=20,
    samples="logits",
    tests=[
        Test("by hand", points=2, cases=[
            {"logits": [[2, 0], [1, 0], [0, 0]], "labels": [1, 2]},
            {"logits": [[2, 1], [1, 3], [0, -1]], "labels": [1, 0], "share": 0.25}]),
        Test("random batches", points=2, draw=some, count=5),
        Test("sure mistakes", points=1, draw=sure_mistake, count=3),
        Test("hidden batches", points=3, draw=hidden, count=10, hidden=True, cases=[
            {"logits": [[0, 1], [-300, 2], [1, 3]], "labels": [1, 0]}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[1, 2, 3], [3, 2, 1]], "labels": [0, 1, 1]}]),
    ],
    diagnoses=[
        looks_like("missing-mean", "the gradient is not multiplied by share: it is that of a sum over "
                   "the batch where the mean was asked for.",
                   lambda case: gradient(case, lambda p, hot: p - hot)),
        looks_like("one-unshared", "the 1 at the label is not multiplied by share. Subtract it first, "
                   "and then multiply the column.",
                   lambda case: gradient(case, lambda p, hot: share(case) * p - hot)),
        first_forgotten,
        log_of_zero,
    ],
)
