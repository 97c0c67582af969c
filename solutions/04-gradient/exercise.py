"""The gradient criterion: what the removal of a weight would do to the loss, batch by batch."""
from math import exp

from exercises_lib import Exercise, Test, looks_like


def draw_case(random, capacity, count, sizes):
    weights = [[[round(random.uniform(-1, 1), 2) for _ in range(cols)] for _ in range(rows)]
               for cols, rows in zip(sizes, sizes[1:])]
    images = [[random.choice([0, random.randint(1, 255)]) for _ in range(count)]
              for _ in range(sizes[0])]
    case = {"w1": weights[0], "images": images, "capacity": capacity, "count": count,
            "labels": [random.randrange(sizes[-1]) for _ in range(count)]}
    return {**case, "w2": weights[1]} if len(weights) > 1 else case


def draw_one(random):
    count = random.randint(1, 4)
    return draw_case(random, count, count, [3, random.randint(2, 4)])


def draw_several(random):
    capacity = random.randint(1, 3)
    return draw_case(random, capacity, capacity * random.randint(2, 3), [3, random.randint(2, 4)])


def draw_rest(random):
    return draw_case(random, 3, random.choice([4, 5, 7]), [3, random.randint(2, 4)])


def draw_some(random):
    """More images than are to be used."""
    return {**draw_rest(random), "count": 3}


def draw_deep(random):
    sizes = [random.randint(2, 9), random.randint(2, 6), random.randint(2, 10)]
    return draw_case(random, random.randint(1, 4), random.randint(1, 9), sizes)


def batch_gradient(case, which):
    """Of the mean cross-entropy of some images, for a network of one layer."""
    rows, cols = len(case["w1"]), len(case["w1"][0])
    gradient = [[0.0] * cols for _ in range(rows)]
    for j in which:
        x = [row[j] / 255 for row in case["images"]]
        z = [sum(w * x_k for w, x_k in zip(row, x)) for row in case["w1"]]
        exps = [exp(z_i - max(z)) for z_i in z]
        for i in range(rows):
            d = exps[i] / sum(exps) - (i == case["labels"][j])
            for k in range(cols):
                gradient[i][k] += d * x[k] / len(which)
    return gradient


def changes(case, weight=True):
    """[(images, w dL/dw of each weight)] of each batch."""
    count, size = int(case["count"]), int(case["capacity"])
    found = []
    for first in range(0, count, size):
        which = range(first, min(first + size, count))
        found.append((len(which), [[(w if weight else 1) * g for w, g in zip(ws, gs)] for ws, gs in
                                   zip(case["w1"], batch_gradient(case, which))]))
    return found


def summed(parts):
    """Adds up matrices, each with its factor."""
    first = parts[0][1]
    return [[sum(share * m[i][k] for share, m in parts) for k in range(len(first[0]))]
            for i in range(len(first))]


def each(function, matrix):
    return [[function(x) for x in row] for row in matrix]


def square(x):
    return x * x


def scores(case, rule=square, weight=True):
    n = case["count"]
    return {"scores1": summed([(m / n, each(rule, change)) for m, change in changes(case, weight)])}


def square_of_mean(case):
    n = case["count"]
    return {"scores1": each(square, summed([(m / n, change) for m, change in changes(case)]))}


def last_only(case):
    m, change = changes(case)[-1]
    return {"scores1": summed([(m / case["count"], each(square, change))])}


def batches_alike(case):
    found = changes(case)
    return {"scores1": summed([(1 / len(found), each(square, change)) for _, change in found])}


def full_only(case):
    full = [(m / case["count"], each(square, change)) for m, change in changes(case)
            if m == case["capacity"]]
    return {"scores1": summed(full)}


def of_one_layer(mistaken):
    return lambda case: mistaken(case) if "w2" not in case else {}


MISTAKES = [
    ("cancels", "The changes of the batches are averaged before they are squared."
                " There they cancel: square batch by batch.", square_of_mean),
    ("not-squared",
     "The changes are not squared, only made positive.", lambda case: scores(case, abs)),
    ("without-weight", "The weight itself is missing: the change is w times its gradient.",
     lambda case: scores(case, weight=False)),
    ("last-batch",
     "Only the last batch has left its mark: each batch adds to the scores.", last_only),
    ("batches-alike",
     "Every batch counts the same. A batch counts with its images, and the last "
     "one may have fewer.", batches_alike),
    ("rest-missing", "The images of the last, smaller batch are left out.", full_only),
]

exercise = Exercise(
    title="What would its removal do?",
    source="chapters/04-pruning/criterion.c",
    functions={"score_gradient": ""},
    minutes=30,
    tests=[
        Test("one batch", points=2, draw=draw_one, count=4),
        Test("several batches", points=2, draw=draw_several, count=4),
        Test("a smaller last batch", points=2, draw=draw_rest, count=4),
        Test("some of the images", points=1, draw=draw_some, count=2, needs="one batch"),
        Test("hidden networks", points=2, draw=draw_deep, count=8, hidden=True,
             needs=("one batch", "several batches")),
        Test("memory", points=1, memory=True, seconds=10, needs="one batch", cases=[
            {"w1": [[0.5, -1], [1, 2]], "images": [[255, 0, 10], [100, 30, 0]], "labels": [1, 0, 1],
             "capacity": 2, "count": 3}]),
    ],
    samples="images",
    diagnoses=[looks_like(kind, sentence, of_one_layer(mistaken)) for kind, sentence, mistaken in MISTAKES],
)
