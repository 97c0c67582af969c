"""The largest of four numbers, and where its gradient goes."""
from exercises_lib import Exercise, Test, looks_like


def planes(random, heights, widths, draw, back=True):
    channels, height, width = random.randint(1, 3), random.choice(heights), random.choice(widths)
    count = random.randint(1, 4)
    case = {"channels": channels, "height": height, "width": width,
            "x": [[draw() for _ in range(count)] for _ in range(channels * height * width)]}
    outputs = channels * (height // 2) * (width // 2)
    dy = [[round(random.uniform(0.5, 3), 2) for _ in range(count)] for _ in range(outputs)]
    return {**case, "dy": dy} if back else case


def real(random):
    return lambda: round(random.uniform(-9, 9), 2)


def any_shape(random):
    """In half of the cases, nothing is above 0."""
    below = random.choice([0, 10])
    return planes(random, [2, 4, 6], [2, 4, 6], lambda: round(random.uniform(-9, 9) - below, 2), back=False)


def odd(random):
    return planes(random, [3, 4, 5], [3, 5, 7], real(random), back=False)


def way_back(random):
    return planes(random, [2, 4], [2, 4, 6], real(random))


def equals(random):
    return planes(random, [2, 4], [2, 4], lambda: random.randint(0, 2))


def hidden(random):
    few = random.random() < 0.3
    return planes(random, [2, 3, 4, 5, 8], [2, 3, 4, 6, 7], lambda: random.randint(-3, 0) if few else
                  round(random.uniform(-9, 9), 2))


# ---- mistakes --------------------------------------------------------------------------------

def fours(case):
    """The rows of x of the four numbers of each output, in the order of the outputs."""
    height, width = case["height"], case["width"]
    lines, columns = height // 2, width // 2
    for row in range(case["channels"] * lines * columns):
        x, y, c = row % columns, row // columns % lines, row // columns // lines
        first = (c * height + 2 * y) * width + 2 * x
        yield [first, first + 1, first + width, first + width + 1]


def images(case):
    return range(len(case["x"][0]))


def pooled(rule):
    return lambda case: {"y": [[rule([case["x"][row][n] for row in four]) for n in images(case)]
                               for four in fours(case)]}


def evenly(case):
    """y where output `row` is taken to begin as though the width were even."""
    out, result = case["width"] // 2, []
    for row in range(len(list(fours(case)))):
        first = 4 * (row // out) * out + 2 * (row % out)
        four = [first, first + 1, first + case["width"], first + case["width"] + 1]
        result.append([max(case["x"][k][n] for k in four) for n in images(case)])
    return {"y": result}


def unpooled(takes, elsewhere=0):
    """dx where takes(numbers, place) says whether a number's place of the four gets the gradient."""
    def answers(case):
        read = {row for four in fours(case) for row in four}
        dx = [[elsewhere if row in read and case["height"] % 2 == 0 and case["width"] % 2 == 0 else 0
               for _ in images(case)] for row in range(len(case["x"]))]
        for four, gradient in zip(fours(case), case["dy"]):
            for n in images(case):
                values = [case["x"][row][n] for row in four]
                for place, row in enumerate(four):
                    if takes(values, place):
                        dx[row][n] = gradient[n]
        return {"dx": dx}
    return answers


def last(values):
    """Of the first three; the fourth is what is left."""
    return max((place for place in range(3) if values[place] == max(values)), default=3)


diagnoses = [
    looks_like("not-below-zero", "Where all four numbers are below 0, the output is 0. Begin with the first "
               "of them as the largest so far, not with 0.", pooled(lambda four: max(0, *four))),
    looks_like("mean", "This is the mean of the four numbers, not the largest.",
               pooled(lambda four: sum(four) / 4)),
    looks_like("odd-width", "Lines are taken to be twice the output's width. If the width is odd, the "
               "input's lines are one number longer: a place in x is made with the sizes of s->in.",
               evenly),
    looks_like("last-of-equals", "Of equal numbers the last one gets the gradient: the contract says the "
               "first. In which order are they asked?",
               unpooled(lambda values, place: place == last(values))),
    looks_like("to-all-four", "The gradient goes to all four numbers. Only the largest had a part in the "
               "output.", unpooled(lambda values, place: True)),
    looks_like("not-zeroed", "Where a number was not the largest, `dx` holds what was there before (here "
               "7): write 0.",
               unpooled(lambda values, place: place == values.index(max(values)), elsewhere=7)),
]

HAND = {"channels": 1, "height": 3, "width": 5,
        "x": [[v] for v in [1, 5, 2, 2, 9, 4, 3, 2, 1, 9, 9, 9, 9, 9, 9]]}

exercise = Exercise(
    title="The largest of four",
    source="chapters/06-cnn/pool_layer.c",
    functions={"first_row": "return 0;", "pool_row": "", "find_largest": "", "unpool_row": ""},
    minutes=25,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("back by hand", points=1, needs="by hand", cases=[{**HAND, "dy": [[10], [20]]}]),
        Test("any shape", points=1, draw=any_shape, count=5),
        Test("odd planes", points=1, draw=odd, count=4),
        Test("way back", points=1, draw=way_back, count=4),
        Test("equal numbers", points=1, draw=equals, count=4, needs="way back"),
        Test("hidden numbers", points=3, draw=hidden, count=15, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[{**HAND, "dy": [[10], [20]]}]),
    ],
    samples="x",
    diagnoses=diagnoses,
)
