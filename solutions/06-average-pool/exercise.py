"""The mean of a square of numbers, forward and back."""
from exercises_lib import Exercise, Test, looks_like


def planes(random, size, rest=False, back=True):
    channels, lines, columns, count = (random.randint(1, 3) for _ in range(4))
    height = size * lines + (random.randint(1, size - 1) if rest else 0)
    width = size * columns + (random.randint(1, size - 1) if rest else 0)

    def numbers(rows):
        return [[round(random.uniform(0.5, 9), 2) for _ in range(count)] for _ in range(rows)]
    case = {"channels": channels, "height": height, "width": width, "size": size,
            "x": numbers(channels * height * width)}
    return {**case, "dy": numbers(channels * lines * columns)} if back else case


def forward(random):
    return planes(random, random.choice([2, 3, 4]), rest=random.random() < 0.5, back=False)


def back(random):
    return planes(random, random.choice([2, 3, 4]))


def rest(random):
    return planes(random, random.choice([2, 3]), rest=True)


def hidden(random):
    size = random.choice([1, 2, 3, 5])
    return planes(random, size, rest=size > 1 and random.random() < 0.5)


# ---- mistakes --------------------------------------------------------------------------------

def squares(case, line=None):
    """For each output, the rows of x in its square; `line` rows from one line to the next."""
    size, height, width = int(case["size"]), case["height"], case["width"]
    for c in range(case["channels"]):
        for y in range(height // size):
            for x in range(width // size):
                first = (c * height + size * y) * width + size * x
                yield [first + i * (line or width) + j for i in range(size) for j in range(size)]


def pooled(share, line=None, more=0):
    def answers(case):
        images = range(len(case["x"][0]))
        return {"y": [[more + share(case) * sum(case["x"][row][n] for row in square) for n in images]
                      for square in squares(case, line and line(case))]}
    return answers


def spread(share, elsewhere=0.0):
    def answers(case):
        dx = [[elsewhere] * len(row) for row in case["x"]]
        for square, gradient in zip(squares(case), case["dy"]):
            for row in square:
                dx[row] = [share(case) * g for g in gradient]
        return {"dx": dx}
    return answers


def proper(case):
    return 1 / case["size"] ** 2


diagnoses = [
    looks_like("missing-mean", "`y` is the sum of the square. Divide by how many numbers it has.",
               pooled(lambda case: 1)),
    looks_like("always-four", "The sum is divided by 4, whatever the size of the squares: they have size * "
               "size numbers.", pooled(lambda case: 0.25)),
    looks_like("not-zeroed", "`y` is what was there before (here 7) plus the mean: clear it first.",
               pooled(proper, more=7)),
    looks_like("lines", "The next line of a square is looked for at the wrong place: a line of x has "
               "in.width numbers, also where some at its end are left out.",
               pooled(proper, lambda case: case["width"] // int(case["size"]) * int(case["size"]))),
    looks_like("whole-gradient", "Each number gets the whole gradient of its output. It has only one part "
               "in size * size of it.", spread(lambda case: 1)),
    looks_like("rest", "Numbers that no square reads have in `dx` what was there before (here 7). Their "
               "gradient is 0.", spread(proper, elsewhere=7.0)),
]

HAND = {"channels": 1, "height": 2, "width": 5, "size": 2, "x": [[v] for v in [1, 2, 0, 0, 9, 3, 6, 0, 4, 9]]}

exercise = Exercise(
    title="A pool that takes the mean",
    source="solutions/06-average-pool/average_pool.c",
    functions={"average_pool_forward": "", "average_pool_backward": ""},
    minutes=25,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("back by hand", points=1, needs="by hand", cases=[{**HAND, "dy": [[8], [4]]}]),
        Test("forward", points=1, draw=forward, count=5),
        Test("back", points=1, draw=back, count=4),
        Test("left out", points=1, draw=rest, count=4),
        Test("hidden shapes", points=3, draw=hidden, count=12, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[{**HAND, "dy": [[8], [4]]}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
