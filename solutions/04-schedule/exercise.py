"""Iterative and gradual pruning: two curves, and when to follow one."""
from math import floor

from comparing import compare
from exercises_lib import Exercise, Test

EVERY = 100   # GRADUAL_EVERY
SHOWN = 50    # the driver counts after so many steps


def draw_curves(random):
    return {"target": round(random.uniform(0.1, 0.99), 2), "rounds": random.randint(1, 6),
            "t": [0, *(round(random.random(), 2) for _ in range(3)), 1]}


def draw_target(random, most):
    """No round share of the weights: half a weight is no matter of the last digit."""
    return round(random.uniform(0.4, most), 2) + 0.003


def draw_training(random, steps, before, more=0):
    sizes = [k / 64 * random.choice([-1, 1]) for k in random.sample(range(8, 128), 40)]
    gradient = [random.choice([-1, 1]) * random.uniform(0.5, 1) for _ in sizes]
    return {"weight": rows_of(sizes), "gradient": rows_of([round(g, 2) for g in gradient]),
            "target": draw_target(random, 0.95), "steps": steps, "before": before,
            "more": more}


def rows_of(numbers):
    return [numbers[k:k + 10] for k in range(0, len(numbers), 10)]


def draw_short(random):
    return draw_training(random, 200, 0)


def draw_later(random):
    return draw_training(random, 200, random.choice([30, 1000]))


def draw_uneven(random):
    return draw_training(random, random.choice([50, 130, 250]), random.choice([0, 100]))


def draw_after(random):
    return {**draw_training(random, 200, 20, 100), "target": draw_target(random, 0.8)}


def draw_any(random):
    return draw_training(random, random.randint(1, 400), random.randint(0, 500), random.randint(0, 150))


CURVES = [
    ("gradual", "linear", lambda s, t: s * t,
     "The gradual curve is a straight line. It is cubic: S (1 - (1 - t)^3)."),
    ("gradual", "slow-first", lambda s, t: s * t ** 3,
     "The gradual curve is slow at first and fast at the end. It is to be the other way round: 1 "
     "minus the cube of 1 - t."),
    ("iterative", "truncated", lambda s, part: s * floor(part),
     "Nothing is pruned before the last round: round / rounds of two whole numbers is 0."),
    ("iterative", "equal-parts", lambda s, part: s * part,
     "Every round prunes the same number of weights. It is to leave the same share of what is "
     "left."),
]


def places(case, name):
    return case["t"] if name == "gradual" else \
        [r / case["rounds"] for r in range(1, int(case["rounds"]) + 1)]


def diagnose_curves(case, expected, got):
    for name, kind, rule, sentence in CURVES:
        if name not in expected or not compare({name: expected[name]}, got, 1e-4):
            continue
        if not compare({name: [rule(case["target"], x) for x in places(case, name)]}, got, 1e-4):
            return kind, sentence
    return None


def shown_steps(case):
    end = case["steps"] + case["more"]
    return [n for n in range(1, end + 1) if n % SHOWN == 0 or n == end]


def diagnose_training(case, expected, got):
    pruned, right, steps = got.get("pruned", []), expected["pruned"], shown_steps(case)
    if len(pruned) != len(right):
        return None
    if pruned == right:
        if got.get("zeros") != expected["zeros"]:
            return ("grows-back", "The masks are right, but pruned weights have moved away from 0: "
                                  "they are to be held after every step, pruning or not.")
        return ("remembers", "The optimizer still remembers pruned weights: masks_hold is to be "
                             "given the training's optimizer.")
    after = [p > r for p, r, n in zip(pruned, right, steps) if n > case["steps"]]
    during = [(p, r, n) for p, r, n in zip(pruned, right, steps) if n <= case["steps"]]
    if any(after) and all(p == r for p, r, _ in during):
        return ("goes-on", "Pruning goes on after its last step: then there is nothing left to do "
                           "but to hold.")
    if any(p > r for p, r, n in during if n % EVERY):
        return ("too-often", "Weights are pruned between the multiples of GRADUAL_EVERY: only the "
                             "masks are held there.")
    if all(p == r for p, r, n in during if n < case["steps"]) and pruned[-1] < right[-1]:
        return ("misses-the-end", "The last step of gradual pruning prunes too, even if it is no "
                                  "multiple of GRADUAL_EVERY: else the target is not reached.")
    if case["before"] > 0:
        return ("counts-from-0",
                "The steps of the whole training are counted, not those since gradual pruning "
                "began: t->step - p->first.")
    return None


def diagnose(case, expected, got):
    return (diagnose_training if "weight" in case else diagnose_curves)(case, expected, got)


ROW = {"weight": [[1, -2, 3, -4]], "gradient": [[1, 1, -1, 1]]}

exercise = Exercise(
    title="How much, and when",
    source="chapters/04-pruning/pruner.c",
    functions={"pruner_after_step": "", "iterative_sparsity": "return 0;",
               "gradual_sparsity": "return 0;"},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[
            {"target": 0.95, "rounds": 3}, {"target": 0.95, "t": [0, 0.25, 0.5, 1]}]),
        Test("the curves", points=2, draw=draw_curves, count=4),
        Test("in training", points=2, draw=draw_short, count=3, needs="the curves"),
        Test("from a later step", points=1, draw=draw_later, count=3, needs="in training"),
        Test("steps that do not fit", points=1, draw=draw_uneven, count=3, needs="in training"),
        Test("after the end", points=1, draw=draw_after, count=2, needs="in training"),
        Test("none going on", points=1, needs="in training", cases=[
            {**ROW, "target": 0, "already": 0.5, "steps": 0, "before": 100, "more": 100}]),
        Test("other training runs", points=2, draw=draw_any, count=8, hidden=True,
             needs=("in training", "from a later step")),
        Test("memory", points=1, memory=True, seconds=10, needs="in training", cases=[
            {**ROW, "target": 0.5, "steps": 1, "before": 0, "more": 1}]),
    ],
    diagnoses=[diagnose],
)
