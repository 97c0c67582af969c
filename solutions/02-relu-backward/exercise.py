"""The gate of a relu."""
from exercises_lib import Exercise, Test, looks_like

BEFORE = 100  # what dx holds at first


def matrix(random, rows, cols):
    return [[round(random.uniform(-3, 3), 2) for _ in range(cols)] for _ in range(rows)]


def shapes(random, most=7):
    rows, cols = random.randint(2, most), random.randint(3, most)
    return {"x": matrix(random, rows, cols), "dy": matrix(random, rows, cols)}


def whole_numbers(random):
    """Many zeros, and at least one of each sign."""
    rows, cols = random.randint(1, 5), random.randint(4, 6)
    x = [[random.randint(-2, 2) for _ in range(cols)] for _ in range(rows)]
    x[0][:3] = [0, 1, -1]
    return {"x": x, "dy": [[random.choice([-3, -2, 2, 3]) for _ in range(cols)] for _ in range(rows)]}


def hidden(random):
    return whole_numbers(random) if random.random() < 0.5 else shapes(random, 40)


def explains(kind, sentence, gate):
    """dx is gate(x, dy) at every place."""
    return looks_like(kind, sentence, lambda case: {
        "dx": [[gate(x, dy) for x, dy in zip(*rows)] for rows in zip(case["x"], case["dy"])]})


exercise = Exercise(
    title="The gate of a relu",
    source="chapters/02-backprop/relu_layer.c",
    functions={"relu_backward": ""},
    minutes=10,
    samples="x",
    tests=[
        Test("by hand", points=1, cases=[{"x": [[-1, 0, 2, 3]], "dy": [[5, 6, -7, 8]]}]),
        Test("whole numbers", points=1, draw=whole_numbers, count=4),
        Test("random shapes", points=1, draw=shapes, count=4),
        Test("unwanted", points=1, needs="by hand", cases=[
            {"x": [[1, -1]], "dy": [[1, 1]], "unwanted": 1}]),
        Test("hidden shapes", points=2, draw=hidden, count=10, hidden=True, cases=[
            {"x": [[0, 1], [-1, 2]], "dy": [[2, -2], [3, 3]]}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"x": [[1, -1, 2]], "dy": [[1, 1, 1]]}, {"x": [[1], [2]], "dy": [[3], [4]], "unwanted": 1}]),
    ],
    diagnoses=[
        explains("open-at-zero", "the gate is open at exactly 0, where it should be closed: > and not "
                 ">=.", lambda x, dy: dy if x >= 0 else 0),
        explains("gradient-decides", "the gate went by the sign of dy. What decides is what the "
                 "forward pass let through: y.", lambda x, dy: max(0, dy)),
        explains("always-open", "`dx` is `dy`: where y is 0, nothing may come back.", lambda x, dy: dy),
        explains("times-y", "`dx` is `y` times `dy`. The slope of a relu is 1 where it is open, not y.",
                 lambda x, dy: max(0, x) * dy),
        explains("not-zeroed", "where the gate is closed, dx keeps what it held before (100 in these "
                 "tests): write a 0 there.", lambda x, dy: dy if x > 0 else BEFORE),
    ],
)
