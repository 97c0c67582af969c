"""The convolution by its formula."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def images(random, channels, kernel, padding, most=6, bias=True):
    height, width = (random.randint(max(kernel, 2), most) for _ in range(2))
    windows, count = random.randint(1, 4), random.randint(1, 4)
    case = {"channels": channels, "height": height, "width": width, "kernel": kernel, "padding": padding,
            "w": numbers(random, windows, channels * kernel * kernel),
            "x": numbers(random, channels * height * width, count)}
    return {**case, "b": [round(random.uniform(-2, 2), 2) for _ in range(windows)]} if bias else case


def any_shape(random):
    return images(random, 1, random.choice([2, 3]), 0)


def padded(random):
    return images(random, 1, 3, random.choice([1, 2]), bias=random.random() < 0.5)


def channels(random):
    return images(random, random.randint(2, 4), random.choice([1, 2, 3]), random.choice([0, 1]))


def hidden(random):
    return images(random, random.randint(1, 5), random.choice([1, 2, 3, 4]), random.choice([0, 1, 2]), most=9)


# ---- mistakes --------------------------------------------------------------------------------

def seen(case, n, c, y, x):
    """Number (c, y, x) of image n; 0 beside the planes."""
    if not (0 <= y < case["height"] and 0 <= x < case["width"]):
        return 0
    return case["x"][(c * case["height"] + y) * case["width"] + x][n]


def convolved(case, tap):
    """z without the bias, where tap(case, n, c, y, x, i, j) is what weight (c, i, j) sees."""
    K, p = case["kernel"], case["padding"]
    places = [(y, x) for y in range(case["height"] + 2 * p - K + 1)
              for x in range(case["width"] + 2 * p - K + 1)]
    taps = [(c, i, j) for c in range(case["channels"]) for i in range(K) for j in range(K)]
    return [[sum(w * tap(case, n, c, y, x, i, j) for w, (c, i, j) in zip(window, taps))
             for n in range(len(case["x"][0]))] for window in case["w"] for y, x in places]


def outputs(tap, bias=True, more=0):
    def answers(case):
        z = convolved(case, tap)
        plane = len(z) // len(case["w"])
        b = case.get("b", [0] * len(case["w"])) if bias else [0] * len(case["w"])
        return {"z": [[v + b[row // plane] + more for v in numbers] for row, numbers in enumerate(z)]}
    return answers


def right(case, n, c, y, x, i, j):
    return seen(case, n, c, y + i - case["padding"], x + j - case["padding"])


def flipped(case, n, c, y, x, i, j):
    return right(case, n, c, y, x, case["kernel"] - 1 - i, case["kernel"] - 1 - j)


def swapped(case, n, c, y, x, i, j):
    return right(case, n, c, y, x, j, i)


def unpadded(case, n, c, y, x, i, j):
    return seen(case, n, c, y + i, x + j)


def first_channel(case, n, c, y, x, i, j):
    return right(case, n, 0, y, x, i, j)


def edge_repeated(case, n, c, y, x, i, j):
    y, x = y + i - case["padding"], x + j - case["padding"]
    return seen(case, n, c, max(0, min(case["height"] - 1, y)), max(0, min(case["width"] - 1, x)))


diagnoses = [
    looks_like("no-bias", "The bias is missing: every output of channel o gets b[o].",
               outputs(right, bias=False)),
    looks_like("flipped", "The window is turned upside down and left to right. That is the convolution of "
               "mathematics; here weight (i, j) meets the number i lines below and j columns to the right.",
               outputs(flipped)),
    looks_like("transposed-window", "Lines and columns of the window are mixed up: i goes with y, j with x.",
               outputs(swapped)),
    looks_like("no-padding", "The window begins at the output's own place. With padding p it begins p lines "
               "above and p columns to the left: y + i - p, x + j - p.", outputs(unpadded)),
    looks_like("one-channel", "Each channel's weights look at channel 0: the row has to depend on the "
               "channel.", outputs(first_channel)),
    looks_like("edge-repeated", "Beside the image the nearest number at its edge is taken. What lies there "
               "is 0: leave the product out.", outputs(edge_repeated)),
    looks_like("not-zeroed", "What was in `z` before (here 7 everywhere) has been added to. z is written "
               "anew.", outputs(right, more=7)),
]

NINE = [[v] for v in range(1, 10)]
HAND = {"channels": 1, "height": 3, "width": 3, "kernel": 2, "padding": 0,
        "w": [[1, 0, 0, -1]], "x": NINE, "b": [10]}

exercise = Exercise(
    title="A window that moves",
    source="chapters/06-cnn/convolution.c",
    functions={"window_sum": "return 0;", "convolve_naive": ""},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("padding by hand", points=1, cases=[{**HAND, "padding": 1}]),
        Test("any shape", points=2, draw=any_shape, count=5),
        Test("padding", points=1, draw=padded, count=5, needs="any shape"),
        Test("channels", points=1, draw=channels, count=5, needs="any shape"),
        Test("hidden shapes", points=3, draw=hidden, count=12, hidden=True, needs="any shape"),
        Test("memory", points=1, memory=True, seconds=10, needs="any shape", cases=[
            {**HAND, "padding": 2, "kernel": 3, "w": [[1, 2, 3, 4, 5, 6, 7, 8, 9]]}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
