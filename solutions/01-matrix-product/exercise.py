"""The matrix product, from its formula."""
from exercises_lib import Exercise, Test


def matrix(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def product(random, most=9):
    rows, depth, cols = (random.randint(1, most) for _ in range(3))
    return {"a": matrix(random, rows, depth), "b": matrix(random, depth, cols)}


def square(random):
    return {"a": matrix(random, 4, 4), "b": matrix(random, 4, 4)}


def close(one, other):
    return all(abs(v - w) <= 1e-4 * max(1, abs(w)) for r, s in zip(one, other) for v, w in zip(r, s))


def diagnose(case, expected, got):
    a, b, c = case["a"], case["b"], got["c"]
    columns = list(zip(*b))
    if len(b) == len(columns) and close(c, [[sum(map(lambda v, w: v * w, row, other)) for other in b]
                                            for row in a]):
        return "transposed-b", ("It is the product of A and the transpose of B: the sum goes along B's "
                                "rows, where it should go down its columns.")
    if close(c, [[row[-1] * column[-1] for column in columns] for row in a]):
        return "last-term", ("Only the last product of each sum is left: each turn of the loop over k "
                             "sets the number instead of adding to it.")
    return None


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
    diagnoses=[diagnose],
)
