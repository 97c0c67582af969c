"""Broadcasting: one number for each row, added in every column."""
from exercises_lib import Exercise, Test


def matrix(random, rows, cols):
    return [[round(random.uniform(-5, 5), 2) for _ in range(cols)] for _ in range(rows)]


def shapes(random, most=8):
    rows, cols = random.randint(2, most), random.randint(2, most)
    case = {"a": matrix(random, rows, cols), "b": matrix(random, rows, 1)}
    return {**case, "in-place": 1} if random.random() < 0.4 else case


def added(case, of_place):
    return [[number + of_place(i, j) for j, number in enumerate(row)]
            for i, row in enumerate(case["a"])]


def is_out(got, wanted):
    return all(abs(x - y) < 1e-4 for a, b in zip(got["out"], wanted) for x, y in zip(a, b))


def by_column(case, _, got):
    bias = [row[0] for row in case["b"]]
    if is_out(got, added(case, lambda i, j: bias[j % len(bias)])):
        return ("by-column", "column j got the bias number j. The bias belongs to the row: "
                "number i of it is added all along row i.")
    return None


def one_bias(case, _, got):
    if is_out(got, added(case, lambda i, j: case["b"][0][0])):
        return "one-bias", "every row got the bias of row 0: each row has one of its own."
    return None


def first_column(case, _, got):
    if is_out(got, added(case, lambda i, j: case["b"][i][0] if j == 0 else 0)):
        return ("first-column", "only column 0 got the bias. Each column is an image, and all of "
                "them get it.")
    return None


exercise = Exercise(
    title="One bias for every column",
    source="chapters/01-forward/matrix.c",
    functions={"matrix_add_column": ""},
    minutes=10,
    tests=[
        Test("by hand", points=1, cases=[
            {"a": [[1, 2, 3], [4, 5, 6]], "b": [[10], [20]]}]),
        Test("one row or column", points=1, cases=[
            {"a": [[1, 2, 3]], "b": [[10]]}, {"a": [[1], [2], [3]], "b": [[10], [20], [30]]}]),
        Test("random shapes", points=1, draw=shapes, count=6),
        Test("hidden shapes", points=2, draw=lambda random: shapes(random, 30), count=10,
             hidden=True),
    ],
    diagnoses=[by_column, one_bias, first_column],
)
