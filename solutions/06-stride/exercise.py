"""A convolution that moves by more than one place."""
from exercises_lib import Exercise, Test, looks_like


def size(case, along, padding=2, more=0):
    return (case[along] + padding * case["padding"] - case["kernel"] + more) // case["stride"] + 1


def sizes(random):
    """Something is left over at the end, and one padding less would mean fewer places."""
    while True:
        case = {"height": random.randint(5, 30), "width": random.randint(5, 30),
                "kernel": random.randint(1, 5), "padding": random.randint(1, 3),
                "stride": random.randint(2, 4)}
        others = size(case, "height", 1), size(case, "height", 2, case["stride"] - 1)
        if size(case, "height") not in others:
            return case


def images(random, kernel, padding, stride, back, most=8):
    channels, windows, count = random.randint(1, 3), random.randint(1, 3), random.randint(1, 3)
    case = {"channels": channels, "height": random.randint(kernel + stride, most),
            "width": random.randint(kernel + stride, most), "kernel": kernel, "padding": padding, "stride": stride}

    def numbers(rows, cols):
        return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]
    case["lines"], case["columns"] = size(case, "height"), size(case, "width")
    case["w"] = numbers(windows, channels * kernel * kernel)
    case["x"] = numbers(channels * case["height"] * case["width"], count)
    if random.random() < 0.7:
        case["b"] = [row[0] for row in numbers(windows, 1)]
    return {**case, "dz": numbers(windows * case["lines"] * case["columns"], count)} if back else case


def forward(random):
    return images(random, random.choice([2, 3]), 0, 2, back=False)


def padded(random):
    return images(random, 3, random.choice([1, 2]), random.choice([2, 3]), back=False)


def overlapping(random):
    return images(random, 3, random.choice([0, 1]), random.choice([1, 2]), back=True)


def hidden(random):
    return images(random, random.choice([1, 2, 3]), random.choice([0, 1]), random.choice([1, 2, 3]), back=True)


# ---- mistakes --------------------------------------------------------------------------------

def products(case, at):
    """(row of z, o, k, row of x) of each product; at(case, y, i) is the line that is seen, or column."""
    K, height, width = case["kernel"], case["height"], case["width"]
    plane = case["lines"] * case["columns"]
    for row in range(len(case["w"]) * plane):
        for k in range(case["channels"] * K * K):
            y = at[0](case, row // case["columns"] % case["lines"], k // K % K)
            x = at[1](case, row % case["columns"], k % K)
            if 0 <= y < height and 0 <= x < width:
                yield row, row // plane, k, (k // (K * K) * height + y) * width + x


def proper(case, y, i):
    return case["stride"] * y + i - case["padding"]


def dilated(case, y, i):
    return y + case["stride"] * i - case["padding"]


def unstrided(case, y, i):
    return y + i - case["padding"]


def padding_scaled(case, y, i):
    return case["stride"] * (y - case["padding"]) + i


def outputs(*at):
    def answers(case):
        images_, plane = range(len(case["x"][0])), case["lines"] * case["columns"]
        b = case.get("b", [0] * len(case["w"]))
        z = [[b[row // plane] for _ in images_] for row in range(len(case["w"]) * plane)]
        for row, o, k, seen in products(case, at):
            for n in images_:
                z[row][n] += case["w"][o][k] * case["x"][seen][n]
        return {"z": z}
    return answers


def gradients(adds=True, start=0.0):
    def answers(case):
        dx = [[start] * len(row) for row in case["x"]]
        for row, o, k, seen in products(case, (proper, proper)):
            for n, dz in enumerate(case["dz"][row]):
                dx[seen][n] = case["w"][o][k] * dz + (dx[seen][n] if adds else 0)
        return {"dx": dx}
    return answers


def two_sizes(*how):
    return lambda case: {"size": [size(case, "height", *(part(case) for part in how)),
                                  size(case, "width", *(part(case) for part in how))]}


diagnoses = [
    looks_like("size-up", "Numbers that are left over at the end have been given a place of their own. The "
               "window has to stay within the padded line: round down.",
               two_sizes(lambda case: 2, lambda case: case["stride"] - 1)),
    looks_like("padding-once", "The padding is counted once: there are zeros at both ends.",
               two_sizes(lambda case: 1)),
    looks_like("dilated", "The stride spreads the window itself: its lines lie side by side, and only its "
               "place moves by the stride. S y + i - p, not y + S i - p.", outputs(dilated, dilated)),
    looks_like("one-direction", "The window moves by the stride from line to line, but by one from column "
               "to column.", outputs(proper, unstrided)),
    looks_like("padding-scaled", "The padding has been multiplied by the stride. The first window begins p "
               "zeros before the image, whatever the stride.", outputs(padding_scaled, padding_scaled)),
    looks_like("last-window", "An input's gradient is only that of the last window that saw it: they add up "
               "(+=).", gradients(adds=False)),
    looks_like("not-zeroed", "`dx` holds what was there before (here 7 everywhere) plus the gradient: clear "
               "it first.", gradients(start=7.0)),
]

HAND = {"channels": 1, "height": 4, "width": 4, "kernel": 2, "padding": 0, "stride": 2, "lines": 2, "columns": 2,
        "w": [[1, 0, 0, 1]], "x": [[v] for v in range(1, 17)], "dz": [[1], [2], [3], [4]]}

exercise = Exercise(
    title="Longer steps",
    source="solutions/06-stride/strided.c",
    functions={"strided_size": "return 0;", "row_seen": "return -1;", "convolve_strided": "",
               "convolve_strided_inputs": ""},
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("sizes", points=1, draw=sizes, count=8),
        Test("forward", points=1, draw=forward, count=4),
        Test("padding", points=1, draw=padded, count=4, needs="forward"),
        Test("back", points=1, draw=overlapping, count=4, needs="forward"),
        Test("hidden shapes", points=4, draw=hidden, count=12, hidden=True, needs="forward"),
        Test("memory", points=1, memory=True, seconds=10, needs="forward", cases=[
            {**HAND, "padding": 1, "lines": 3, "columns": 3, "dz": [[v] for v in range(9)]}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
