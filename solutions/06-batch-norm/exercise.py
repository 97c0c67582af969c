"""Batch normalization forward: two kinds of statistics."""
from exercises_lib import Exercise, Test, looks_like


def channel_values(random, size, centre=None, spread=None):
    centre = random.uniform(-3, 3) if centre is None else centre
    spread = random.uniform(0.5, 3) if spread is None else spread
    return [round(random.gauss(centre, spread), 4) for _ in range(size)]


def batch(random, training=1, most=4, centre=None, spread=None):
    channels, height, width = random.randint(1, 3), random.randint(1, most), random.randint(2, most)
    count = random.randint(2, 5)
    x = []
    for _ in range(channels):
        values = channel_values(random, height * width * count, centre, spread)
        x += [values[i:i + count] for i in range(0, len(values), count)]

    def column(low, high):
        return [round(random.uniform(low, high), 3) for _ in range(channels)]
    return {"channels": channels, "height": height, "width": width, "training": training, "x": x,
            "weight": column(0.5, 2), "bias": column(-1, 1),
            "running_mean": [centre] * channels if centre else column(-1, 1), "running_var": column(0.5, 3)}


def any_shape(random):
    return batch(random)


def in_use(random):
    return batch(random, training=0)


def small_numbers(random):
    """A variance of the size of epsilon."""
    return batch(random, centre=0.001, spread=0.003)


def far_from_zero(random):
    return batch(random, centre=3000.0, spread=4)


def hidden(random):
    return batch(random, most=6)


def hidden_use(random):
    return batch(random, training=0, most=6)


# ---- mistakes --------------------------------------------------------------------------------

def channel_numbers(case):
    """All numbers of each channel, in a row."""
    plane = int(case["height"] * case["width"])
    return [[v for row in case["x"][c * plane:(c + 1) * plane] for v in row] for c in range(case["channels"])]


def statistics(values):
    """Mean, variance by n and by n - 1."""
    n, mean = len(values), sum(values) / len(values)
    squares = sum((v - mean) ** 2 for v in values)
    return mean, squares / n, squares / (n - 1) if n > 1 else squares


def each_channel(case):
    return zip(channel_numbers(case), case["running_mean"], case["running_var"])


def inverses(rule):
    """1 / deviation where rule(variance by n, by n - 1) is what a channel is multiplied by."""
    def answers(case):
        values = [[rule(*statistics(values)[1:])] for values in channel_numbers(case)]
        return {"inverse": values} if case["training"] else {}
    return answers


def memory(mean_rule=None, var_rule=None):
    """What is remembered: mean_rule(old, mean), var_rule(old, variance by n, by n - 1)."""
    def answers(case):
        result = {}
        if not case["training"]:
            return result
        if mean_rule:
            result["running_mean"] = [[mean_rule(old, statistics(v)[0])] for v, old, _ in each_channel(case)]
        if var_rule:
            result["running_var"] = [[var_rule(old, *statistics(v)[1:])] for v, _, old in each_channel(case)]
        return result
    return answers


def measured_in_use(case):
    if case["training"]:
        return {}
    return {"mean": [[statistics(values)[0]] for values in channel_numbers(case)]}


def recalled_in_training(case, expected, got):
    """The averages are right and stand where the batch's own should."""
    same = all(abs(m[0] - r[0]) < 1e-4 * max(1, abs(r[0]))
               for m, r in zip(got["mean"], expected["running_mean"]))
    apart = any(abs(m[0] - r[0]) > 1e-3 for m, r in zip(expected["mean"], expected["running_mean"]))
    if case["training"] and same and apart:
        return "running-in-training", ("In training, too, the running averages are used to normalize. There "
                                       "it has to be mean and variance of this very batch.")
    return None


def blurred(case, expected, got):
    """Right means, wrong variances, of numbers far from 0."""
    far = all(abs(m[0]) > 100 for m in expected["mean"])
    means = all(abs(e[0] - g[0]) < 1e-4 * abs(e[0]) for e, g in zip(expected["mean"], got["mean"]))
    if far and means:
        return "cancellation", ("The numbers are far from 0 and close together, and the variance has lost its "
                                "digits: the mean of squares and the square of the mean are nearly equal. Sum "
                                "the squares of x - mean, in double.")
    return None


diagnoses = [
    looks_like("momentum", "The shares are swapped: nine tenths are to stay what they were, and one tenth "
               "comes from this batch.", memory(lambda old, mean: 0.1 * old + 0.9 * mean)),
    looks_like("not-inverse", "`inverse` is the standard deviation itself; it has to be 1 over it.",
               inverses(lambda variance, _: (variance + 1e-5) ** 0.5)),
    looks_like("epsilon", "epsilon is added to the deviation. It belongs under the root, to the variance.",
               inverses(lambda variance, _: 1 / (variance ** 0.5 + 1e-5)), 1e-5),
    looks_like("sample-variance", "The batch is normalized with the variance by n - 1. That one is for the "
               "running average only; here it is divided by n.",
               inverses(lambda _, sample: (sample + 1e-5) ** -0.5)),
    looks_like("biased-memory", "The running variance has taken the variance by n. What is remembered is "
               "the one by n - 1.", memory(None, lambda old, variance, _: 0.9 * old + 0.1 * variance)),
    looks_like("batch-in-use", "In use, the batch's own mean and variance are taken (and remembered). Then "
               "what the network says of an image depends on the others: only the running averages count.",
               measured_in_use),
    blurred,
    recalled_in_training,
]

HAND = {"channels": 1, "height": 1, "width": 1, "training": 1, "x": [[1, 3]], "weight": [2], "bias": [5],
        "running_mean": [0], "running_var": [1]}

exercise = Exercise(
    title="Mean 0, variance 1",
    source="chapters/06-cnn/batch_norm_layer.c",
    functions={"measure": "", "batch_norm_forward": ""},
    minutes=35,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("in use", points=1, draw=in_use, count=4,
             cases=[{**HAND, "training": 0, "running_mean": [0.2], "running_var": [1.1]}]),
        Test("any shape", points=2, draw=any_shape, count=5),
        Test("small numbers", points=1, draw=small_numbers, count=3, needs="by hand"),
        Test("far from 0", points=1, draw=far_from_zero, count=3, needs="by hand"),
        Test("hidden shapes", points=2, draw=hidden, count=12, hidden=True, needs="by hand"),
        Test("hidden use", points=1, draw=hidden_use, count=8, hidden=True, needs="in use"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[HAND]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
