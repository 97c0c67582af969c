"""The matrix product, from its formula."""
from exercises_lib import Exercise, Test


def matrix(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def product(random, most=9):
    rows, depth, cols = (random.randint(1, most) for _ in range(3))
    return {"a": matrix(random, rows, depth), "b": matrix(random, depth, cols)}


def square(random):
    return {"a": matrix(random, 4, 4), "b": matrix(random, 4, 4)}


exercise = Exercise(
    title="The matrix product",
    source="chapters/01-forward/matmul.c",
    functions={"matmul_naive": ""},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[
            {"a": [[1, 2, 3], [4, 5, 6]], "b": [[1, 0], [0, 1], [2, -1]]}]),
        Test("square", points=1, draw=square, count=3),
        Test("any shape", points=2, draw=product, count=5, needs="by hand"),
        Test("hidden shapes", points=3, draw=lambda random: product(random, 40), count=10, hidden=True,
             needs="by hand"),
        Test("memory", points=1, memory=True, needs="by hand", seconds=10, cases=[
            {"a": [[1, 2, 3]], "b": [[1], [2], [3]]},
            {"a": [[1], [2], [3]], "b": [[1, 2, 3, 4]]}]),
    ],
)
