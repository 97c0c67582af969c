"""A convolutional layer's way back, with the gradient of its bias."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def layer(random, bias=True, first=0, most=6):
    channels, kernel, padding = random.randint(1, 3), random.choice([1, 2, 3]), random.choice([0, 1])
    height, width = random.randint(kernel, most), random.randint(kernel, most)
    windows, count, grow = random.randint(2, 4), random.randint(2, 5), 2 * padding - kernel + 1
    plane, depth = (height + grow) * (width + grow), channels * kernel * kernel
    case = {"channels": channels, "height": height, "width": width, "kernel": kernel, "padding": padding,
            "first": first, "w": numbers(random, windows, depth), "dw": numbers(random, windows, depth),
            "x": numbers(random, channels * height * width, count),
            "dy": numbers(random, windows * plane, count)}
    return {**case, "db": numbers(random, windows, 1)} if bias else case


def without_bias(random):
    return layer(random, bias=False)


def first_layer(random):
    return layer(random, first=1)


def hidden(random):
    return layer(random, random.random() < 0.8, int(random.random() < 0.3), most=8)


def channels_of(case):
    """For each channel, the rows of dy that are its pixels."""
    plane = len(case["dy"]) // len(case["w"])
    return [case["dy"][o * plane:(o + 1) * plane] for o in range(len(case["w"]))]


def bias_gradient(of_channel, keeps=True):
    return lambda case: {"db": [[(before[0] if keeps else 0) + of_channel(rows)]
                                for before, rows in zip(case["db"], channels_of(case))]}


def total(rows):
    return sum(map(sum, rows))


diagnoses = [
    looks_like("no-bias", "The bias has no gradient: it is the sum of dy over the channel's pixels and "
               "images.", bias_gradient(lambda rows: 0)),
    looks_like("bias-mean", "The bias gradient is a mean over pixels and images. The bias is in each of "
               "those outputs, so their gradients add up; the loss has divided already.",
               bias_gradient(lambda rows: total(rows) / (len(rows) * len(rows[0])))),
    looks_like("bias-first-pixel", "The bias gradient is summed over the images of a channel's first pixel. "
               "The bias is in all of its pixels.", bias_gradient(lambda rows: sum(rows[0]))),
    looks_like("not-accumulated", "What was in the bias gradient before is lost: add to it.",
               bias_gradient(total, keeps=False)),
]

HAND = {"channels": 1, "height": 2, "width": 2, "kernel": 1, "padding": 0, "first": 0, "w": [[2], [-1]],
        "dw": [[0], [0]], "db": [[1], [1]], "x": [[1, 0], [0, 1], [2, 0], [0, 2]],
        "dy": [[1, 5], [2, 6], [3, 7], [4, 8], [0, 0], [0, 0], [0, 2], [1, 0]]}

exercise = Exercise(
    title="A convolution as a layer",
    source="chapters/06-cnn/convolution_layer.c",
    functions={"convolution_backward": ""},
    minutes=20,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("any shape", points=2, draw=layer, count=5),
        Test("without a bias", points=1, draw=without_bias, count=3),
        Test("first layer", points=1, draw=first_layer, count=3),
        Test("hidden shapes", points=3, draw=hidden, count=12, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand",
             cases=[{name: value for name, value in HAND.items() if name != "db"}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
