"""A convolution's gradients, product by product."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def outputs_of(case):
    grow = 2 * case["padding"] - case["kernel"] + 1
    return case["height"] + grow, case["width"] + grow


def images(random, channels, kernel, padding, most, count):
    height, width = (random.randint(max(kernel, 2), most) for _ in range(2))
    windows = random.randint(1, 4)
    case = {"channels": channels, "height": height, "width": width, "kernel": kernel, "padding": padding}
    lines, columns = outputs_of(case)
    return {**case, "w": numbers(random, windows, channels * kernel * kernel),
            "dw": numbers(random, windows, channels * kernel * kernel),
            "x": numbers(random, channels * height * width, count),
            "dz": numbers(random, windows * lines * columns, count)}


def any_shape(random):
    return images(random, random.randint(1, 3), random.choice([2, 3]), 0, 5, random.randint(2, 4))


def padded(random):
    return images(random, random.randint(1, 3), 3, random.choice([1, 2]), 5, random.randint(1, 3))


def hidden(random):
    return images(random, random.randint(1, 4), random.choice([1, 2, 3]), random.choice([0, 1]), 7,
                  random.randint(2, 5))


# ---- mistakes --------------------------------------------------------------------------------

def products(case):
    """(n, row of x, o, k, dz) of each product, in the order of the obvious loops."""
    K, p, (lines, columns) = case["kernel"], case["padding"], outputs_of(case)
    height, width = case["height"], case["width"]
    for n in range(len(case["x"][0])):
        for o in range(len(case["w"])):
            for place in range(lines * columns):
                dz = case["dz"][o * lines * columns + place][n]
                for k in range(case["channels"] * K * K):
                    y, x = place // columns + k // K % K - p, place % columns + k % K - p
                    if 0 <= y < height and 0 <= x < width:
                        yield n, (k // (K * K) * height + y) * width + x, o, k, dz


def zeros_like(matrix):
    return [[0.0] * len(row) for row in matrix]


def gradients(case, weight_of=lambda case, k: k, sets_dw=False, sets_dx=False, share=1):
    """dw alone, without what was there before, and dx."""
    dw, dx = zeros_like(case["w"]), zeros_like(case["x"])
    for n, row, o, k, dz in products(case):
        to_w, to_x = share * dz * case["x"][row][n], share * dz * case["w"][o][weight_of(case, k)]
        dw[o][k] = to_w if sets_dw else dw[o][k] + to_w
        dx[row][n] = to_x if sets_dx else dx[row][n] + to_x
    return dw, dx


def added(one, other):
    return [[v + w for v, w in zip(*rows)] for rows in zip(one, other)]


def turned(case, k):
    window = case["kernel"] ** 2
    return k // window * window + window - 1 - k % window


def divided(case):
    dw, dx = gradients(case, share=1 / len(case["x"][0]))
    return {"dw": added(case["dw"], dw), "dx": dx}


def dx_with_earlier(case):
    return {"dx": [[v + 7 for v in row] for row in gradients(case)[1]]}


diagnoses = [
    looks_like("last-window", "An input's gradient is only that of the last window that saw it: all of them "
               "add up (+=).", lambda case: {"dx": gradients(case, sets_dx=True)[1]}),
    looks_like("last-product", "A weight's gradient is only its last product: all places and images add up "
               "(+=).", lambda case: {"dw": gradients(case, sets_dw=True)[0]}),
    looks_like("flipped", "`dx` is made with the window turned around. It has to be the weight that the "
               "input met on the way forward, the same (o, k).",
               lambda case: {"dx": gradients(case, turned)[1]}),
    looks_like("not-zeroed", "`dx` holds what was there before (here 7 everywhere) plus the gradient: clear "
               "it first.", dx_with_earlier),
    looks_like("not-accumulated", "What was in `dw` before is lost: it is to be added to, not cleared.",
               lambda case: {"dw": gradients(case)[0]}),
    looks_like("divided-by-images", "The gradients are divided by the number of images. The mean is taken "
               "once, in the loss: here everything adds up.", divided),
]

HAND = {"channels": 1, "height": 2, "width": 3, "kernel": 2, "padding": 0, "w": [[1, 0, 2, -1]],
        "x": [[v] for v in range(1, 7)], "dz": [[10], [1]], "dw": [[0, 0, 0, 100]]}

exercise = Exercise(
    title="The way back through a window",
    source="chapters/06-cnn/convolution.c",
    functions={"window_back": "", "convolve_naive_back": ""},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("any shape", points=2, draw=any_shape, count=5),
        Test("padding", points=1, draw=padded, count=4, needs="any shape"),
        Test("hidden shapes", points=4, draw=hidden, count=12, hidden=True, needs="any shape"),
        Test("memory", points=1, memory=True, seconds=10, needs="any shape", cases=[
            {**HAND, "padding": 1, "dz": [[v] for v in range(1, 13)]}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
