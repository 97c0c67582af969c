"""Batch normalization into the weights of the convolution before it."""
from exercises_lib import Exercise, Test, looks_like


def pair(random, bias=True, most=4):
    channels, kernel, windows = random.randint(1, 3), random.choice([1, 2, 3]), random.randint(1, most)

    def column(low, high):
        return [round(random.uniform(low, high), 3) for _ in range(windows)]
    case = {"channels": channels, "height": 4, "width": 5, "kernel": kernel, "padding": random.choice([0, 1]),
            "w": [column(-2, 2) for _ in range(channels * kernel * kernel)],
            "weight": [random.choice([-1, 1]) * v for v in column(0.3, 2)], "bias": column(-2, 2),
            "running_mean": [random.choice([-1, 1]) * v for v in column(0.3, 3)], "running_var": column(2, 6)}
    case["w"] = [list(row) for row in zip(*case["w"])]
    return {**case, "b": [random.choice([-1, 1]) * v for v in column(0.3, 2)]} if bias else case


def any_shape(random):
    return pair(random)


def without_bias(random):
    return pair(random, bias=False)


def hidden(random):
    return pair(random, random.random() < 0.7, most=8)


def folded(scale_of, shift_of=lambda beta, scale, mean: beta - scale * mean, bias_scaled=True):
    """Weights and biases where scale_of(gamma, variance) and shift_of(...) are those of a channel."""
    def answers(case):
        w, b = [], []
        old = case.get("b", [0] * len(case["w"]))
        for row, before, gamma, beta, mean, var in zip(case["w"], old, case["weight"], case["bias"],
                                                       case["running_mean"], case["running_var"]):
            scale = scale_of(gamma, var + 1e-5)
            w.append([scale * v for v in row])
            b.append([(scale if bias_scaled else 1) * before + shift_of(beta, scale, mean)])
        return {"w": w, "b": b}
    return answers


def proper(gamma, var):
    return gamma / var ** 0.5


diagnoses = [
    looks_like("bias-not-scaled", "The convolution's own bias is not scaled: scale * (w x + b) + shift, "
               "multiplied out, has scale * b in it.", folded(proper, bias_scaled=False)),
    looks_like("mean-sign", "The mean comes in with the wrong sign: it is subtracted from z, so scale * "
               "mean is subtracted in the shift.",
               folded(proper, lambda beta, scale, mean: beta + scale * mean)),
    looks_like("mean-not-scaled", "The mean is subtracted as it is. It was subtracted from z *before* that "
               "was scaled: take away scale times the mean.",
               folded(proper, lambda beta, scale, mean: beta - mean)),
    looks_like("times-deviation", "It is multiplied by the deviation where it should be divided by it: "
               "batch_norm_inverse is already 1 over the deviation.",
               folded(lambda gamma, var: gamma * var ** 0.5)),
    looks_like("no-root", "It is divided by the variance; normalization divides by its root.",
               folded(lambda gamma, var: gamma / var)),
    looks_like("no-weight", "The normalization's weight, gamma, is missing from the scale.",
               folded(lambda gamma, var: var ** -0.5)),
]

HAND = {"channels": 3, "height": 1, "width": 1, "kernel": 1, "padding": 0, "w": [[1, -2, 3]], "b": [4],
        "weight": [2], "bias": [1], "running_mean": [10], "running_var": [15.99999]}

exercise = Exercise(
    title="Folded away",
    source="chapters/06-cnn/fold.c",
    functions={"scale_channel": "", "fold_batch_norm": ""},
    minutes=20,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("any shape", points=2, draw=any_shape, count=5),
        Test("without a bias", points=1, draw=without_bias, count=3),
        Test("hidden shapes", points=3, draw=hidden, count=12, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
