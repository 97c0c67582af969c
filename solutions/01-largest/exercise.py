"""Argmax and maximum of columns."""
from exercises_lib import Exercise, Test


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


def asked(case):
    """The columns that column max is to look at."""
    return list(zip(*case["a"]))[case["first"]:case["first"] + case["count"]]


def from_zero(case, _, got):
    columns = list(zip(*case["a"]))
    below = [j for j, column in enumerate(columns) if max(column) < 0]
    zeros = [0 if max(c) < 0 else max(c) for c in asked(case)]
    if below and (all(got["argmax"][j] == 0 for j in below)
                  and all(abs(x - y) < 1e-4 for x, y in zip(got["column-max"], zeros))):
        return ("from-zero", "where all numbers of a column are negative, none was found: the search "
                "starts from 0. Start from the number in row 0.")
    return None


def last_wins(case, _, got):
    last = [max(i for i, number in enumerate(c) if number == max(c)) for c in zip(*case["a"])]
    if got["argmax"] == last:
        return "last-wins", "of equally large numbers the last won; the first should. `>` or `>=`?"
    return None


def ignores_first(case, _, got):
    wanted = [max(c) for c in list(zip(*case["a"]))[:case["count"]]]
    if case["first"] and all(abs(x - y) < 1e-4 for x, y in zip(got["column-max"], wanted)):
        return ("ignores-first", "these are the largest of columns 0, 1, ...: column max starts at "
                "column `first`.")
    return None


def last_row(case, expected, got):
    above = [c[:-1] or c for c in zip(*case["a"])]
    places = [c.index(max(c)) for c in above]
    largest = [max(c[:-1] or c) for c in asked(case)]
    if got["argmax"] == places and all(abs(x - y) < 1e-4
                                       for x, y in zip(got["column-max"], largest)):
        return "last-row", "the last row was not looked at."
    return None


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
    diagnoses=[from_zero, last_row, last_wins, ignores_first],
)
