"""The confusion matrix, and what follows from it."""
import math

from exercises_lib import Exercise, Test, looks_like


def logits_for(guesses, classes):
    """Logits whose largest is where each image is to be taken for."""
    return [[2 if g == i else round(((3 * i + j) % 5) / 4, 2) for j, g in enumerate(guesses)]
            for i in range(classes)]


def batch(random, classes, images, confusing=0.4):
    labels = [random.randrange(classes) for _ in range(images)]
    guesses = [random.randrange(classes) if random.random() < confusing else label
               for label in labels]
    return {"logits": logits_for(guesses, classes), "labels": labels}


def some(random, most=10):
    """Every class is there, and one of them is taken for another but not the other way round."""
    classes = random.randint(3, most)
    case = batch(random, classes, random.randint(4, 20))
    labels = case["labels"] + [*range(classes), 0, 0]
    guesses = [largest(case["logits"], j)[0] for j in range(len(case["labels"]))] + [*range(classes), 1, 1]
    return {"logits": logits_for(guesses, classes), "labels": labels}


def two_batches(random):
    case = some(random)
    more = batch(random, len(case["logits"]), random.randint(3, 9))
    return {**case, "more logits": more["logits"], "more labels": more["labels"]}


def undefined(random):
    """The last class is neither there nor taken for."""
    case = some(random, 9)
    return {**case, "logits": [*case["logits"], [-1] * len(case["labels"])]}


def ties(random):
    classes, images = random.randint(3, 6), random.randint(4, 9)
    logits = [[random.choice([0, 1]) for _ in range(images)] for _ in range(classes - 1)]
    return {"logits": [*logits, [1] * images],
            "labels": [random.randrange(classes) for _ in range(images)]}


def hidden(random):
    return random.choice([some, two_batches, undefined, ties])(random)


def largest(logits, j):
    """The rows of column j's largest logit."""
    column = [row[j] for row in logits]
    return [i for i, z in enumerate(column) if z == max(column)]


def alike(one, other):
    return len(one) == len(other) and all(
        math.isnan(a) and math.isnan(b) or abs(a - b) < 1e-4 for a, b in zip(one, other))


def batches(case):
    return [(case[more + "logits"], case[more + "labels"])
            for more in ("", "more ") if more + "labels" in case]


def last_batch(case, expected, got):
    if len(batches(case)) > 1 and got["count"] == len(case["more labels"]) != expected["count"]:
        return ("last-batch", "the count is that of the last batch alone: add to what the batches before "
                "it have left.")
    return None


def truth_second(_, expected, got):
    turned = [list(row) for row in zip(*expected["confusion"])]
    if got["confusion"] == turned != expected["confusion"]:
        return ("transposed", "the confusion matrix is transposed: the first index is the truth, the second "
                "what the image was taken for.")
    return None


def last_of_equals(case):
    size = len(case["logits"])
    counted = [[0] * size for _ in range(size)]
    for logits, labels in batches(case):
        for j, label in enumerate(labels):
            counted[label][largest(logits, j)[-1]] += 1
    return {"confusion": counted}


def sums_swapped(_, expected, got):
    if got["confusion"] == expected["confusion"] and alike(got["precision"], expected["recall"]) \
            and alike(got["recall"], expected["precision"]):
        return ("sums-swapped", "precision and recall have changed places: what was taken for a class is "
                "a column of the confusion matrix, what is of the class is a row.")
    return None


def plain_mean(_, expected, got):
    means = [(p + r) / 2 for p, r in zip(expected["precision"], expected["recall"])]
    if alike(got["F1"], means):
        return ("plain-mean", "F1 is not the mean of precision and recall, but their harmonic mean: "
                "2 right / (taken for + are).")
    return None


def nothing_is_zero(_, expected, got):
    if all(g == 0 for e, g in zip(expected["F1"], got["F1"]) if math.isnan(e)) \
            and any(map(math.isnan, expected["F1"])):
        return ("nothing-is-zero", "F1 is 0 for a class that is not there and that nothing was taken for: "
                "0/0 is undefined, NAN.")
    return None


exercise = Exercise(
    title="Taken for",
    source="chapters/02-backprop/evaluation.c",
    functions={"evaluation_add": "", "taken_for": "return 0;", "are": "return 0;",
               "evaluation_f1": "return 0;"},
    minutes=25,
    tests=[
        Test("by hand", points=2, cases=[
            {"logits": [[3, 1, 0, 0, -1], [1, 0, 2, 1, 4], [0, 0, 1, 0, 1]],
             "labels": [0, 0, 0, 1, 2]}]),
        Test("random batches", points=2, draw=some, count=4),
        Test("two batches", points=1, draw=two_batches, count=3),
        Test("undefined", points=1, draw=undefined, count=3),
        Test("equal logits", points=1, draw=ties, count=3),
        Test("hidden batches", points=3, draw=hidden, count=10, hidden=True, cases=[
            {"logits": [[1, 1], [1, 0], [0, 1]], "labels": [0, 2], "more logits": [[0], [1], [1]],
             "more labels": [1]},
            {"logits": [[2, 2, 0], [0, 0, 2], [1, 1, 1]], "labels": [0, 0, 0]}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[3, 1], [1, 2]], "labels": [0, 1]}]),
    ],
    diagnoses=[
        last_batch,
        truth_second,
        looks_like("last-of-equals", "of equal logits the last was taken; the first should win. `>` or "
                   "`>=`?", last_of_equals),
        sums_swapped,
        plain_mean,
        nothing_is_zero,
    ],
)
