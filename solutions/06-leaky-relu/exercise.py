"""A relu that lets a part of what is below 0 through, in place."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, slope, count=6):
    rows, cols = random.randint(1, count), random.randint(1, count)

    def some():
        return [[round(random.choice([-1, 1]) * random.uniform(0.1, 8), 2) for _ in range(cols)]
                for _ in range(rows)]
    return {"slope": slope, "x": some(), "dy": some()}


def any_shape(random):
    return numbers(random, random.choice([0.125, 0.25, 0.01]))


def steep(random):
    return numbers(random, random.choice([1.5, 2, 4]))


def hidden(random):
    return numbers(random, round(random.choice([random.uniform(0.01, 0.9), random.uniform(1.1, 3)]), 3), 12)


def forward(rule):
    return lambda case: {"y": [[rule(case["slope"], x) for x in row] for row in case["x"]]}


def back(rule):
    return lambda case: {"dx": [[rule(case["slope"], x, dy) for x, dy in zip(*rows)]
                                for rows in zip(case["x"], case["dy"])]}


diagnoses = [
    looks_like("the-larger", "The output is the larger of x and slope * x. That is the same only while the "
               "slope is below 1: ask whether x is above 0.", forward(lambda slope, x: max(x, slope * x))),
    looks_like("swapped", "The slope is on the wrong side: what is above 0 passes as it is.",
               forward(lambda slope, x: slope * x if x > 0 else x)),
    looks_like("slope-added", "The slope is added where x is multiplied by it.",
               forward(lambda slope, x: x if x > 0 else slope + x)),
    looks_like("no-chain", "`dx` is the derivative alone. By the chain rule it is multiplied by dy.",
               back(lambda slope, x, dy: 1 if x > 0 else slope)),
    looks_like("dead", "Below 0 no gradient passes, as in a plain relu. There the slope is the derivative.",
               back(lambda slope, x, dy: dy if x > 0 else 0)),
    looks_like("at-zero", "At 0 the gradient passes whole. The formula takes the slope wherever x is not "
               "above 0.", back(lambda slope, x, dy: dy if x >= 0 else slope * dy)),
]

exercise = Exercise(
    title="A relu that cannot die",
    source="chapters/06-cnn/leaky_relu_layer.c",
    functions={"leaky_relu_forward": "", "leaky_relu_backward": ""},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[{"slope": 0.125, "x": [[2, -8, 0, -0.5]], "dy": [[3, 16, 8, -4]]}]),
        Test("any shape", points=1, draw=any_shape, count=5),
        Test("steep", points=1, draw=steep, count=4),
        Test("hidden numbers", points=2, draw=hidden, count=12, hidden=True, needs="by hand"),
    ],
    samples="x",
    diagnoses=diagnoses,
)
