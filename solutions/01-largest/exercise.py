"""Argmax and maximum of columns."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols, low=-5, high=5):
    return [[round(random.uniform(low, high), 2) for _ in range(cols)] for _ in range(rows)]


def block(random, a):
    """Some of the columns, not from the first on unless there is only one."""
    cols = len(a[0])
    first = random.randrange(1, cols) if cols > 1 else 0
    return {"a": a, "first": first, "count": random.randint(1, cols - first)}


def any_columns(random, most=9):
    return block(random, numbers(random, random.randint(2, most), random.randint(2, most)))


def negative(random):
    return block(random, numbers(random, random.randint(2, 8), random.randint(2, 8), -9, -1))


def ties(random):
    rows = random.randint(3, 6)
    return block(random, [[random.choice([0, 1]) for _ in range(5)] for _ in range(rows - 1)]
                 + [[1] * 5])


def hidden_columns(random):
    return random.choice([any_columns, negative, ties])(random)


def search(case, argmax=lambda column: column.index(max(column)), largest=max, first=None):
    """Both answers, by other rules."""
    columns = list(zip(*case["a"]))
    first = case["first"] if first is None else first
    return {"argmax": [argmax(column) for column in columns],
            "column max": [largest(column) for column in columns[first:first + case["count"]]]}


def from_zero(case):
    return search(case, lambda c: c.index(max(c)) if max(c) > 0 else 0, lambda c: max(0, *c))


def last_wins(case):
    return {"argmax": search(case, lambda c: max(i for i, z in enumerate(c) if z == max(c)))["argmax"]}


def without_last_row(case):
    above = {**case, "a": case["a"][:-1] or case["a"]}
    return search(above)


exercise = Exercise(
    title="The largest of a column",
    source="chapters/01-forward/matrix.c",
    functions={"matrix_argmax": "", "matrix_column_max": ""},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[
            {"a": [[-6, 7, 2, 0], [-4, 1, 2, 0], [-5, 8, -1, 0]], "first": 1, "count": 3}]),
        Test("negative", points=1, draw=negative, count=3, cases=[
            {"a": [[-3], [-1], [-2]], "first": 0, "count": 1}]),
        Test("ties", points=1, draw=ties, count=3),
        Test("random columns", points=1, draw=any_columns, count=6, cases=[
            {"a": [[4, -2, 0]], "first": 0, "count": 3}]),
        Test("hidden columns", points=3, draw=hidden_columns, count=12, hidden=True, cases=[
            {"a": [[-3, -1], [-2, -1], [-7, -1]], "first": 1, "count": 1},
            {"a": [[1, -5], [1, -6], [2, -4]], "first": 1, "count": 1}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"a": [[1, 2], [3, 0]], "first": 1, "count": 1},
            {"a": [[5]], "first": 0, "count": 1}]),
    ],
    diagnoses=[
        looks_like("from-zero", "where all numbers of a column are negative, none was found: the search "
                   "starts from 0. Start from the number in row 0.", from_zero),
        looks_like("last-row", "the last row was not looked at.", without_last_row),
        looks_like("last-wins", "of equally large numbers the last won; the first should. `>` or `>=`?",
                   last_wins),
        looks_like("ignores-first", "column max looked at columns 0, 1, ...: it starts at column `first`.",
                   lambda case: search(case, first=0)),
    ],
)
