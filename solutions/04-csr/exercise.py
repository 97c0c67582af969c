"""Compressed sparse rows: the three arrays, and a product that skips what is not there."""
from comparing import compare
from exercises_lib import Exercise, Test


def draw_matrix(random, rows, cols, sparsity):
    return [[0 if random.random() < sparsity else random.choice([-1, 1]) * random.randint(1, 16) / 8
             for _ in range(cols)] for _ in range(rows)]


def stored(x):
    return x != 0 or str(x).startswith("-")


def csr(matrix):
    entries = [[(j, x) for j, x in enumerate(row) if stored(x)] for row in matrix]
    start = [sum(map(len, entries[:i])) for i in range(len(entries) + 1)]
    return {"start": start, "column": [j for row in entries for j, _ in row],
            "value": [x for row in entries for _, x in row]}


def product_of(matrix, x):
    return {**csr(matrix), "x": x}


def draw_build(random):
    return {"w": draw_matrix(random, random.randint(1, 5), random.randint(1, 6), 0.6)}


def draw_product(random):
    rows, cols = random.randint(1, 5), random.randint(2, 8)
    return product_of(draw_matrix(random, rows, cols, 0.5), draw_matrix(random, cols, 1, 0.2))


def draw_large_build(random):
    sparsity = random.choice([0, 0.5, 0.95, 1])
    return {"w": draw_matrix(random, random.randint(1, 30), random.randint(1, 40), sparsity)}


def draw_large_product(random):
    rows, cols = random.randint(1, 30), random.randint(1, 60)
    return product_of(draw_matrix(random, rows, cols, random.choice([0, 0.5, 0.9])),
                      draw_matrix(random, cols, 1, 0))


def diagnose_build(case, expected, got):
    start, right = got.get("start", []), expected["start"]
    by_column = [(i, j, x) for j, column in enumerate(zip(*case["w"])) for i, x in enumerate(column)
                 if stored(x)]
    by_row = sorted(by_column)
    if any(str(x) == "-0.0" for row in case["w"] for x in row) and start[-1:] < right[-1:]:
        return ("minus-zero",
                "There are fewer entries than numbers to be stored: -0 takes an entry too. Ask "
                "is_stored.")
    if start == right and by_column != by_row and got.get("column") == [j for _, j, _ in by_column]:
        return ("by-columns",
                "The entries stand column after column. CSR lists them row by row: the outer loop "
                "runs over rows.")
    if start == right and got.get("column") == [i for i, _, _ in by_row]:
        return ("rows-for-columns", "`column` holds the row that an entry stands in. That is known "
                                    "from start; what is needed is its column.")
    if len(right) > 1 and start[:-1] == right[1:]:
        return ("off-by-one",
                "`start` holds where each row ends, one place too early: the end of row i is the "
                "start of row i + 1. start[0] is 0.")
    if start[:-1] == right[:-1] and start[-1:] == [0] and got.get("column") == expected["column"]:
        return ("no-end", "The last number of `start` is missing. There are rows + 1 of them, so "
                          "that the last row has an end.")
    return None


def diagnose_product(case, expected, got):
    rows = [list(zip(case["column"][a:b], case["value"][a:b])) for a, b in spans(case)]
    x = [number for row in case["x"] for number in row]
    by_place = [[sum(v * x[n % len(x)] for n, (_, v) in enumerate(row))] for row in rows]
    if not compare({"y": by_place}, got, 1e-4):
        return ("entry-for-column",
                "An entry is multiplied with the number of x at its place in the list. Its column "
                "says which number of x it meets.")
    further = [[sum(v * x[int(c)] for c, v in zip(case["column"][a:b + 1], case["value"][a:b + 1]))]
               for a, b in spans(case)]
    if not compare({"y": further}, got, 1e-4):
        return ("one-too-far",
                "Every row also takes the first entry of the next: its last entry is the one "
                "before start[i + 1].")
    return None


def spans(case):
    return list(zip(map(int, case["start"]), map(int, case["start"][1:])))


def diagnose(case, expected, got):
    return (diagnose_build if "w" in case else diagnose_product)(case, expected, got)


BY_HAND = [[0, 0.5, 0, 0, 0, 0, -1, 0], [0] * 8, [2, 0, 0, 0.25, 0, 0, 0, 0]]
COLUMN = [[j + 1] for j in range(8)]

exercise = Exercise(
    title="A matrix without its zeros",
    source="chapters/04-pruning/sparse_matrix.c",
    functions={"sparse_matrix_new": "return (sparse_matrix){.rows = m.rows, .cols = m.cols};",
               "sparse_times_vector": ""},
    minutes=35,
    tests=[
        Test("by hand", points=1, cases=[{"w": BY_HAND}]),
        Test("any matrix", points=2, draw=draw_build, count=5),
        Test("empty", points=1, needs="by hand", cases=[
            {"w": [[0, 0, 0], [0, 0, 0]]}, {"w": [[0], [0], [5]]}, {"w": [[3], [0], [0]]}]),
        Test("minus zero", points=1, cases=[{"w": [[0, -0.0, 1]]}, {"w": [[-0.0], [2]]}],
             needs="by hand"),
        Test("product by hand", points=1, cases=[product_of(BY_HAND, COLUMN)]),
        Test("any product", points=2, draw=draw_product, count=5),
        Test("hidden matrices", points=2, draw=draw_large_build, count=8, hidden=True,
             needs="any matrix"),
        Test("hidden products", points=2, draw=draw_large_product, count=8, hidden=True,
             needs="any product"),
        Test("memory", points=1, memory=True, seconds=10,
             needs=("by hand", "product by hand"), cases=[
            {"w": BY_HAND}, product_of(BY_HAND, COLUMN)]),
    ],
    diagnoses=[diagnose],
)
