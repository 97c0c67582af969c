"""Softmax that neither overflows nor divides by zero."""
import math

from exercises_lib import Exercise, Test, looks_like


def logits(random, rows, cols, spread=3):
    return [[round(random.uniform(-spread, spread), 2) for _ in range(cols)]
            for _ in range(rows)]


def some_logits(random):
    case = {"z": logits(random, random.randint(2, 10), random.randint(2, 9))}
    return {**case, "in place": 1} if random.random() < 0.4 else case


def many_columns(random):
    """Beyond one block, and not a multiple of it."""
    return {"z": logits(random, 3, random.randint(65, 140))}


def any_logits(random):
    """Of three kinds, so that a column's largest may be far from another's."""
    rows, cols = random.randint(2, 12), random.randint(2, 12)
    centres = [random.choice([0, 0, 900, -900]) for _ in range(cols)]
    centres[:2] = [900, -900]
    z = [[round(centre + number, 2) for centre, number in zip(centres, row)]
         for row in logits(random, rows, cols)]
    case = {"z": z}
    return {**case, "in place": 1} if random.random() < 0.5 else case


def shares(numbers):
    largest = max(numbers)
    powers = [math.exp(z - largest) for z in numbers]
    return [power / sum(powers) for power in powers]


def turned(m):
    return [list(column) for column in zip(*m)]


def along_rows(case):
    """Blocks of columns, each summed along its rows."""
    return {"p": [[p for first in range(0, len(row), 64) for p in shares(row[first:first + 64])]
                  for row in case["z"]]}


def undivided(case):
    return {"p": turned([[math.exp(z - max(column)) for z in column]
                         for column in turned(case["z"])])}


def first_block(case, _, got):
    cols = len(case["z"][0])
    if cols > 64 and all(row[j] == 7 for row in got["p"] for j in range(64, cols)):
        return ("first-block", "only the first 64 columns were written. Column j of a block is "
                "column first + j of the matrices.")
    return None


exercise = Exercise(
    title="A softmax that does not overflow",
    source="chapters/01-forward/forward.c",
    functions={"softmax_block": ""},
    minutes=25,
    tests=[
        Test("by hand", points=1, cases=[{"z": [[2], [1], [-1]]},
                                         {"z": [[2, 0], [1, 0], [-1, 3]]}]),
        Test("large logits", points=2, cases=[{"z": [[1000, -1000], [1000, -1002]]},
                                              {"z": [[0, 90, -120], [-2000, 90, -120]]}]),
        Test("random logits", points=1, draw=some_logits, count=6),
        Test("more than a block", points=1, draw=many_columns, count=2, needs="by hand"),
        Test("hidden logits", points=3, draw=any_logits, count=10, hidden=True),
        Test("memory", points=1, memory=True, needs="by hand", seconds=10, cases=[
            {"z": [[1, 2, 3], [0, 0, 1]]}, {"z": [[5]]}]),
    ],
    diagnoses=[
        looks_like("along-rows", "each row adds up to 1. An image is a column: it is the columns that "
                   "must add up to 1.", along_rows),
        looks_like("undivided", "these are the exponentials. Each still has to be divided by the sum of "
                   "its column.", undivided),
        first_block,
    ],
)
