"""Percentiles, as NumPy defines them."""
from math import floor

from comparing import compare
from exercises_lib import Exercise, Test


def draw_numbers(random, n, distinct):
    numbers = [random.randint(-2 * distinct, 2 * distinct) / 4 for _ in range(n)]
    return {"numbers": numbers, "p": round(random.uniform(0, 100), random.choice([0, 1]))}


def draw_any(random):
    return draw_numbers(random, random.randint(5, 12), 20)


def draw_ties(random):
    return draw_numbers(random, random.randint(5, 12), 1)


def draw_many(random):
    return draw_numbers(random, random.choice([1, 2, 3, 100, 1000]), random.choice([1, 10, 4000]))


def mistaken(case, place=lambda v: v, end=lambda part: part):
    numbers = sorted(case["numbers"])
    v = place(case["p"] / 100 * (len(numbers) - 1))
    k = min(floor(v), len(numbers) - 1)
    above = numbers[min(k + 1, len(numbers) - 1)]
    return numbers[k] + end(v - k) * (above - numbers[k])


MISTAKES = [
    ("truncated", {"place": floor}, "The number at the place below is taken, where the place is "
                                    "not whole. The percentile lies on the line to the next."),
    ("nearest", {"place": lambda v: floor(v + 0.5)},
     "The place is rounded to a whole one. The percentile lies on the line between its two "
     "neighbours."),
    ("other-end", {"end": lambda part: 1 - part},
     "The line is walked from the wrong end: at place k + 0.2 the number below has four fifths "
     "of the say."),
]


def diagnose(case, expected, got):
    value = got.get("percentile")
    if value is None:
        return None
    if expected["percentile"] != expected["percentile"]:
        return ("nan-lost", "One of the numbers is NaN, and the percentile is a number all the "
                            "same.")
    if not compare(expected, {**got, "numbers": expected["numbers"]}, 1e-4):
        return ("reordered", "The percentile is right, but the numbers it was taken from are in "
                             "another order now. Only the scratch may be reordered.")
    if any(abs(number) == float("inf") for number in case["numbers"]):
        if value != value:
            return ("whole-place", "The place is whole, and its neighbour all the same takes part: "
                                   "0 times infinity is NaN.")
        return None
    for kind, how, sentence in MISTAKES:
        if abs(value - mistaken(case, **how)) < 1e-6:
            return kind, sentence
    n = len(case["numbers"])
    if n > 1 and abs(value - mistaken(case, place=lambda v: v * n / (n - 1))) < 1e-6:
        return ("off-by-one", "The place is counted with n instead of n - 1: from the first number "
                              "to the last there are n - 1 steps.")
    if value >= expected["percentile"]:
        return ("not-the-next",
                "The number above is too large: select_smallest puts larger numbers behind place "
                "k, but in no order. The next is the smallest of them.")
    return None


INF = float("inf")

exercise = Exercise(
    title="A percentile as NumPy's",
    source="chapters/04-pruning/percentile.c",
    functions={"percentile": "return 0;"},
    keeps=["median_of_three", "select_smallest"],
    minutes=25,
    tests=[
        Test("by hand", points=1, cases=[
            {"numbers": [8, 1, 4, 2], "p": p} for p in (40, 50)]),
        Test("whole places", points=1, cases=[
            {"numbers": [8, 1, 4, 2], "p": 0}, {"numbers": [8, 1, 4, 2], "p": 100},
            {"numbers": [3, 1, 2], "p": 50}, {"numbers": [-7], "p": 30},
            {"numbers": [INF, -INF, 5], "p": 50}]),
        Test("any numbers", points=2, draw=draw_any, count=6, needs="by hand"),
        Test("ties", points=1, draw=draw_ties, count=4, needs="by hand"),
        Test("not a number", points=1, needs="by hand", cases=[
            {"numbers": [3, 1, float("nan"), 2], "p": 25}, {"numbers": [float("nan")], "p": 100}]),
        Test("hidden numbers", points=3, draw=draw_many, count=12, hidden=True, needs="any numbers"),
        Test("memory", points=1, memory=True, seconds=10, needs="whole places", cases=[
            {"numbers": [8, 1, 4, 2], "p": 100}, {"numbers": [8, 1, 4, 2], "p": 99}]),
    ],
    diagnoses=[diagnose],
)
