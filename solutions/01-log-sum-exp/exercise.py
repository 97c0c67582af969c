"""Extension: the logarithm of a sum of exponentials, for logits of any size."""
import math

from exercises_lib import Exercise, Test

NOTHING = -math.inf


def logits(random, rows, cols, spread=4):
    return [[round(random.uniform(-spread, spread), 2) for _ in range(cols)]
            for _ in range(rows)]


def small(random):
    return {"z": logits(random, random.randint(1, 8), random.randint(1, 8))}


def mixed(random):
    """Columns around quite different numbers, and some logits that do not count."""
    rows, cols = random.randint(1, 10), random.randint(3, 10)
    centres = [random.choice([0, 0, 500, -500]) for _ in range(cols)]
    centres[:3] = [500, -500, NOTHING]
    return {"z": [[NOTHING if random.random() < 0.1 else centre + number
                   for centre, number in zip(centres, row)] for row in logits(random, rows, cols)]}


def overflow(case, expected, got):
    """Right, or an infinity where a number belongs; the latter at least once."""
    pairs = list(zip(expected["out"], got["out"]))
    lost = [g for e, g in pairs if math.isinf(g) and math.isfinite(e)]
    if lost and all(math.isinf(g) or abs(e - g) < 1e-2 for e, g in pairs):
        if any(g > 0 for g in lost):
            return ("overflow", "large logits give infinity, since their exponentials do: subtract "
                    "the largest logit of the column first, and add it again at the end.")
        return ("one-maximum", "the exponentials of some columns are all 0: subtract the largest "
                "logit of that very column, not of the whole matrix.")
    return None


def maximum_not_added(case, expected, got):
    tops = [max(column) for column in zip(*case["z"])]
    wanted = [e - top if math.isfinite(top) else e for e, top in zip(expected["out"], tops)]
    if all(g == w or abs(g - w) < 1e-2 for g, w in zip(got["out"], wanted)):
        return ("maximum-not-added", "the answers are too small by the largest logit of each "
                "column: what was subtracted has to be added again at the end.")
    return None


def nothing_counts(case, expected, got):
    if any(e == NOTHING and math.isnan(g) for e, g in zip(expected["out"], got["out"])):
        return ("nan", "a column of nothing but -INFINITY gives NaN: the largest is -INFINITY as well, "
                "and -INFINITY - -INFINITY is not a number.")
    return None


exercise = Exercise(
    title="A maximum with soft edges",
    source="solutions/01-log-sum-exp/log_sum_exp.c",
    functions={"log_sum_exp": ""},
    minutes=15,
    tolerance=1e-5,
    tests=[
        Test("by hand", points=1, cases=[{"z": [[0, 3], [0, 1]]}]),
        Test("large logits", points=2, cases=[
            {"z": [[1000, -1000, 3], [1000, -1000, 1]]}, {"z": [[88, 200, -300]]}]),
        Test("logits that do not count", points=1, cases=[
            {"z": [[5, NOTHING], [NOTHING, 2]]}, {"z": [[NOTHING, 1], [NOTHING, 1]]}]),
        Test("random logits", points=1, draw=small, count=5),
        Test("hidden logits", points=3, draw=mixed, count=10, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"z": [[1, 2, 3]]}, {"z": [[1], [2], [3]]}]),
    ],
    diagnoses=[overflow, nothing_counts, maximum_not_added],
)
