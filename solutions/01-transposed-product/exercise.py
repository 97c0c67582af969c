"""The product with the left matrix on its side."""
from itertools import accumulate

from comparing import compare
from exercises_lib import Exercise, Test, looks_like


def matrix(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def shapes(random, most=9):
    depth, rows, cols = (random.randint(1, most) for _ in range(3))
    return {"a": matrix(random, depth, rows), "b": matrix(random, depth, cols)}


def square(random):
    return {"a": matrix(random, 3, 3), "b": matrix(random, 3, 3)}


def beyond_a_tile(random):
    """Sizes on both sides of a tile's and of a strip's."""
    depth, rows = random.choice([1, 7, 260]), random.choice([1, 8, 9, 17])
    return {"a": matrix(random, depth, rows),
            "b": matrix(random, depth, random.choice([1, 31, 33, 40]))}


def hidden_shapes(random):
    return beyond_a_tile(random) if random.random() < 0.3 else shapes(random, 20)


def not_transposed(case):
    """A B, as far as the shapes allow it."""
    a, b = case["a"], case["b"]
    depth = min(len(a), len(a[0]))
    return {"c": [[sum(a[i % len(a)][k] * b[k][j] for k in range(depth)) for j in range(len(b[0]))]
                  for i in range(len(a[0]))]}


def sum_goes_on(_, expected, got):
    """Each number of a row has all before it in it."""
    running = [list(accumulate(row)) for row in expected["c"]]
    if compare(expected, {"c": running}, 1e-4) and not compare({"c": running}, got, 1e-4):
        return ("sum-goes-on", "each number of C has the sum of the one before it in it: the sum begins "
                "at 0 for every i and j.")
    return None


exercise = Exercise(
    title="A product on its side",
    source="chapters/01-forward/matmul.c",
    functions={"matmul_at": ""},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[{"a": [[1, 2, 3], [4, 5, 6]], "b": [[1, 0], [2, 1]]}]),
        Test("squares", points=1, draw=square, count=3),
        Test("random shapes", points=2, draw=shapes, count=6, cases=[
            {"a": [[1, 2, 3]], "b": [[4, 5]]}, {"a": [[1], [2], [3]], "b": [[4], [5], [6]]}]),
        Test("hidden shapes", points=3, draw=hidden_shapes, count=10, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"a": [[1, 2, 3]], "b": [[4, 5]]},
            {"a": [[1, 0], [2, 1], [3, 2]], "b": [[4], [5], [6]]}]),
    ],
    diagnoses=[
        looks_like("not-transposed", "this is A B and not the product with A on its side: row i of the "
                   "transpose is column i of A, so read AT(a, k, i).", not_transposed),
        sum_goes_on,
    ],
)
