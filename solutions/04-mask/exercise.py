"""Masks that last: through every step, and in what the optimizer remembers."""
from exercises_lib import Exercise, Test

INF = float("inf")


def numbers(random, rows, cols, least=0.1):
    return [[round(random.choice([-1, 1]) * random.uniform(least, 2), 2) for _ in range(cols)]
            for _ in range(rows)]


def draw_case(random, optimizer, most=5, steps=3):
    rows, cols = random.randint(1, most), random.randint(1, most)
    return {"weight": numbers(random, rows, cols), "gradient": numbers(random, rows, cols),
            "bias": numbers(random, rows, 1), "bias_gradient": numbers(random, rows, 1),
            "keep": [[random.randrange(2) for _ in range(cols)] for _ in range(rows)],
            "optimizer": optimizer, "steps": steps}


def draw_fresh(random):
    case = draw_case(random, "")
    return {name: case[name] for name in ("weight", "gradient", "bias", "bias_gradient")}


def draw_gd(random):
    return draw_case(random, "gd")


def draw_momentum(random):
    return draw_case(random, random.choice(["momentum", "nesterov"]))


def draw_adam(random):
    return draw_case(random, "adam")


def draw_any(random):
    return draw_case(random, random.choice(["gd", "momentum", "nesterov", "adam"]), 20,
                     random.randint(1, 9))


def entries(case, matrix, kept):
    """The entries of a matrix whose weights are kept, or those of the pruned ones."""
    return [x for row, keeps in zip(matrix, case["keep"]) for x, keep in zip(row, keeps)
            if (keep != 0) == kept]


def pruned_is_zero(case, answers):
    if "keep" not in case:
        return None
    for name in ("weight", "velocity", "square"):
        if any(x != 0 for x in entries(case, answers.get(name, []), False)):
            return f"a pruned weight has a {name} that is not exactly 0"
    return None


def diagnose_fresh(expected, got):
    if got.get("kept_at_first") == 0:
        return ("pruned-at-first", "A fresh mask prunes everything: the arena gives zeros, and 0 "
                                   "means pruned. Every byte is to be 1 at first.")
    if "kept_at_first" in got and got["kept_at_first"] < expected["kept_at_first"]:
        return ("mask-size", "Not all bytes of a fresh mask are there, or not all are 1. It has "
                             "one for each of the rows x cols numbers of the weight.")
    if got.get("masks") == 2:
        return ("biases", "The bias has a mask too. Only parameters that decay have one: a bias is "
                          "the threshold of a whole unit, and there are few of them.")
    return None


def diagnose(case, expected, got):
    if "keep" not in case:
        return diagnose_fresh(expected, got)
    weight = got.get("weight", [])
    pruned, kept = entries(case, weight, False), entries(case, weight, True)
    if any(x != x for x in pruned):
        return ("nan", "A pruned weight was infinite and is NaN now: 0 times infinity is not 0. "
                       "Choose, do not multiply.")
    if (pruned or kept) and all(pruned) and not any(kept):
        return ("upside-down",
                "The pruned weights are kept and the kept ones pruned: 1 in the mask means kept.")
    if any(pruned):
        return ("grows-back", "Pruned weights are not 0 after the last step: they grow back. Their "
                              "value is to be set to 0 each time masks_hold is called.")
    if any(entries(case, got.get("velocity", []), False)):
        return ("remembers", "The weights are right, but the optimizer still remembers the pruned "
                             "ones: its velocity of them is not 0.")
    if any(entries(case, got.get("square", []), False)):
        return ("square-left", "Adam remembers two things of a weight. Its mean of squares, "
                               "o->square, is not 0 for pruned ones.")
    return None


BY_HAND = {"weight": [[1, -2], [3, 4]], "gradient": [[1, 1], [1, 1]], "bias": [5, 6],
           "bias_gradient": [1, 1], "keep": [[1, 0], [1, 1]], "optimizer": "momentum", "steps": 1}

FRESH = {name: BY_HAND[name] for name in ("weight", "gradient", "bias", "bias_gradient")}

exercise = Exercise(
    title="A mask that lasts",
    source="chapters/04-pruning/mask.c",
    functions={"masks_new": "return (masks){.parameters = parameters, .count = count};",
               "hold": "", "masks_hold": ""},
    minutes=30,
    tests=[
        Test("fresh masks", points=1, draw=draw_fresh, count=3),
        Test("by hand", points=1, cases=[{**BY_HAND, "steps": 0}, BY_HAND]),
        Test("gradient descent", points=2, draw=draw_gd, count=4),
        Test("momentum", points=2, draw=draw_momentum, count=4, needs="gradient descent"),
        Test("adam", points=1, draw=draw_adam, count=3, needs="momentum"),
        Test("infinite", points=1, needs="gradient descent", cases=[
            {**BY_HAND, "weight": [[1, -INF], [INF, 4]], "optimizer": "gd"}]),
        Test("hidden shapes", points=2, draw=draw_any, count=10, hidden=True,
             needs=("gradient descent", "momentum")),
        Test("memory", points=1, memory=True, seconds=10, needs="fresh masks", cases=[FRESH]),
    ],
    checks=[pruned_is_zero],
    diagnoses=[diagnose],
)
