"""Hoare's selection: one number of the order, without sorting."""
from exercises_lib import Exercise, Test

KINDS = ["rising", "falling", "equal"]


def draw_case(random, n, most):
    return {"numbers": [random.randint(-most, most) / 4 for _ in range(n)], "k": random.randrange(n)}


def draw_any(random):
    return draw_case(random, random.randint(3, 12), 40)


def draw_equal(random):
    return draw_case(random, random.randint(3, 12), 1)


def draw_large(random):
    return draw_case(random, random.choice([1, 2, 3, 50, 1000]), random.choice([1, 10, 1000]))


def long_array(kind, n, k):
    return {"kind": kind, "n": n, "k": k}


def draw_long(random):
    return long_array(random.choice(KINDS), random.randint(150000, 200000), random.randrange(150000))


def numbers_of(case):
    return sorted(case["numbers"]) if "numbers" in case else None


def diagnose(case, expected, got):
    found, order = got.get("found"), numbers_of(case)
    if got.get("lost", 0) > 0:
        return ("loses-numbers",
                "After the call other numbers are in the array than before: a swap needs a third "
                "place to put one of the two.")
    if found == expected["found"]:
        return ("not-reordered",
                "The number is right, but the array is not in the order that was promised: nothing"
                " before place k larger, nothing behind it smaller.")
    if order and case["k"] > 0 and found == order[case["k"] - 1]:
        return ("off-by-one",
                "It is the number one place further to the front. k counts from 0: the smallest is"
                " number 0.")
    return None


exercise = Exercise(
    title="One number of the order",
    source="chapters/04-pruning/percentile.c",
    functions={"median_of_three": "return 0;", "select_smallest": "return 0;"},
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[
            {"numbers": [5, 1, 4, 2, 3], "k": k} for k in (1, 0, 4)]),
        Test("any numbers", points=2, draw=draw_any, count=8),
        Test("equal numbers", points=1, draw=draw_equal, count=8, needs="by hand"),
        Test("long arrays", points=2, needs="any numbers", cases=[
            long_array(kind, 200000, 100000) for kind in ("rising", "falling")]),
        Test("long and equal", points=2, needs="any numbers", cases=[long_array("equal", 200000, 100000)]),
        Test("hidden numbers", points=2, draw=draw_large, count=15, hidden=True, needs="any numbers"),
        Test("hidden long arrays", points=1, draw=draw_long, count=4, hidden=True,
             needs=("long arrays", "long and equal")),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"numbers": [5, 1, 4, 2, 3], "k": 2}, {"numbers": [1], "k": 0},
            {"numbers": [2, 2, 2, 2], "k": 3}]),
    ],
    diagnoses=[diagnose],
)
