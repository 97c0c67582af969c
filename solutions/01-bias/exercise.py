"""Broadcasting: one number for each row, added in every column."""
from exercises_lib import Exercise, Test, looks_like


def matrix(random, rows, cols):
    return [[round(random.uniform(-5, 5), 2) for _ in range(cols)] for _ in range(rows)]


def shapes(random, most=8):
    rows, cols = random.randint(2, most), random.randint(2, most)
    case = {"a": matrix(random, rows, cols), "b": matrix(random, rows, 1)}
    return {**case, "in place": 1} if random.random() < 0.4 else case


def added(case, bias_at):
    return {"out": [[number + bias_at(i, j) for j, number in enumerate(row)]
                    for i, row in enumerate(case["a"])]}


def adds_to_out(case):
    """The driver fills out with 100, unless it is a."""
    return added(case, lambda i, j: case["b"][i][0]
                 + (case["a"][i][j] if "in place" in case else 100))


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
    diagnoses=[
        looks_like("not-zeroed", "what stood in out before was added as well: write a + b, whatever is "
                   "there.", adds_to_out),
        looks_like("by-column", "column j got the bias number j. The bias belongs to the row: number i "
                   "of it is added all along row i.",
                   lambda case: added(case, lambda i, j: case["b"][j % len(case["b"])][0])),
        looks_like("one-bias", "every row got the bias of row 0: each row has one of its own.",
                   lambda case: added(case, lambda i, j: case["b"][0][0])),
        looks_like("first-column", "only column 0 got the bias. Each column is an image, and all of them "
                   "get it.", lambda case: added(case, lambda i, j: 0 if j else case["b"][i][0])),
    ],
)
