"""Batch normalization back: three paths from each number."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols):
    return [[round(random.uniform(-2, 2), 3) for _ in range(cols)] for _ in range(rows)]


def batch(random, first=0, most=3):
    channels, height, width = random.randint(1, 3), random.randint(1, most), random.randint(2, most)
    rows, count = channels * height * width, random.randint(2, 5)
    return {"channels": channels, "height": height, "width": width, "first": first,
            "x": [[round(v + 1, 3) for v in row] for row in numbers(random, rows, count)],
            "dy": numbers(random, rows, count),
            "weight": [round(random.uniform(0.5, 2), 3) for _ in range(channels)],
            "dweight": numbers(random, channels, 1), "dbias": numbers(random, channels, 1)}


def any_shape(random):
    return batch(random)


def first_layer(random):
    return batch(random, first=1)


def hidden(random):
    return batch(random, int(random.random() < 0.2), most=6)


# ---- mistakes --------------------------------------------------------------------------------

def channels_of(case, name):
    plane = int(case["height"] * case["width"])
    return [[v for row in case[name][c * plane:(c + 1) * plane] for v in row] for c in range(case["channels"])]


def sums(case):
    """For each channel: weight, inverse, dy, normalized x, dbias, dweight."""
    for gamma, x, dy in zip(case["weight"], channels_of(case, "x"), channels_of(case, "dy")):
        mean = sum(x) / len(x)
        inverse = (sum((v - mean) ** 2 for v in x) / len(x) + 1e-5) ** -0.5
        normalized = [(v - mean) * inverse for v in x]
        yield gamma, inverse, dy, normalized, sum(dy), sum(g * v for g, v in zip(dy, normalized))


def inputs(mean_path=1.0, variance_path=1.0, weighted=True, count=None):
    """dx with parts of the formula left out, or divided by another count(case)."""
    def answers(case):
        if case["first"]:
            return {}
        flat, images = [], len(case["x"][0])
        for gamma, inverse, dy, normalized, dbias, dweight in sums(case):
            n = count(case) if count else len(dy)
            scale = inverse * (gamma if weighted else 1)
            flat += [scale * (g - mean_path * dbias / n - variance_path * v * dweight / n)
                     for g, v in zip(dy, normalized)]
        return {"dx": [flat[i:i + images] for i in range(0, len(flat), images)]}
    return answers


def overwritten(case):
    return {"dweight": [[dweight] for *_, dweight in sums(case)],
            "dbias": [[dbias] for *_, dbias, _ in sums(case)]}


diagnoses = [
    looks_like("direct-path", "Only the direct path is there. Mean and variance depend on x as well: two "
               "more terms, each with a sum over the channel.", inputs(0, 0)),
    looks_like("no-variance-path", "The path through the variance is missing: normalized x times the mean "
               "of dy times normalized x is to be subtracted as well.", inputs(1, 0)),
    looks_like("no-mean-path", "The path through the mean is missing: the mean of dy is to be subtracted as "
               "well.", inputs(0, 1)),
    looks_like("no-weight", "`dx` lacks the factor gamma, the layer's weight.", inputs(weighted=False)),
    looks_like("images-only", "The sums are divided by the number of images. A channel has as many numbers "
               "as pixels times images.", inputs(count=lambda case: len(case["x"][0]))),
    looks_like("missing-mean", "The two terms are subtracted as sums over the channel; they are means, "
               "divided by n.", inputs(count=lambda case: 1)),
    looks_like("not-accumulated", "What was in the gradients of weight and bias before is lost: add to "
               "them.", overwritten),
]

HAND = {"channels": 1, "height": 1, "width": 1, "first": 0, "x": [[1, 1, 3, 3]], "dy": [[1, 0, 0, 3]],
        "weight": [2], "dweight": [0], "dbias": [0]}

exercise = Exercise(
    title="Three paths back",
    source="chapters/06-cnn/batch_norm_layer.c",
    functions={"batch_norm_backward": ""},
    keeps=("measure", "batch_norm_forward"),
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("any shape", points=3, draw=any_shape, count=5),
        Test("first layer", points=1, draw=first_layer, count=3),
        Test("hidden shapes", points=4, draw=hidden, count=12, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[HAND, {**HAND, "first": 1}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
