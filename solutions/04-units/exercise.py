"""Whole hidden units: their scores, and the row and column that are masked."""
from math import floor

from exercises_lib import Exercise, Test


def draw_weights(random, rows, cols, scale=1):
    return [[round(random.choice([-1, 1]) * random.uniform(0.1, 3) * scale, 3) for _ in range(cols)]
            for _ in range(rows)]


def draw_network(random, sizes, scope):
    """No two units are so alike that rounding decides."""
    case, means = {}, [0, 0]
    while min(b - a for a, b in zip(means, means[1:])) < 1e-4:
        case = {f"w{d + 1}": draw_weights(random, rows, cols)
                for d, (cols, rows) in enumerate(zip(sizes, sizes[1:]))}
        means = sorted(mean(row) for weights in case.values() for row in weights)
    return {**case, "scope": scope, "sparsity": round(random.uniform(0.2, 0.8), 2)}


def draw_layer(random):
    sizes = [random.randint(2, 4), random.randint(3, 6), random.randint(2, 5), 3]
    return draw_network(random, sizes, "layer")


def draw_global(random):
    """Layers with few and with many inputs: whose sums are larger is no question."""
    sizes = [random.randint(8, 10), random.randint(2, 4), random.randint(4, 6), 2]
    return draw_network(random, sizes, "global")


def draw_before(random):
    """Some units are pruned already, though their weights are large."""
    case = draw_layer(random)
    rows, cols = len(case["w1"]), len(case["w1"][0])
    gone = max(range(rows), key=lambda u: mean(case["w1"][u]))
    case["keep1"] = [[int(u != gone)] * cols for u in range(rows)]
    case["keep2"] = [[int(u != gone) for u in range(rows)] for _ in case["w2"]]
    return {**case, "sparsity": 1.2 / rows}


def draw_large(random):
    sizes = [random.randint(2, 20) for _ in range(random.choice([3, 4]))]
    return draw_network(random, sizes, random.choice(["layer", "global"]))


def mean(row):
    return sum(map(abs, row)) / len(row)


def masks(case, score=mean, row=True, column=True, known=True, outgoing=False):
    """All masks, or those of some mistake: [mask of w1, mask of w2, ...]."""
    weights = [case[name] for name in ("w1", "w2", "w3") if name in case]
    keep = [[list(r) for r in case.get(f"keep{d + 1}", [[1] * len(w[0])] * len(w))]
            for d, w in enumerate(weights)]
    hidden = range(len(weights) - 1)
    units = [(score([r[u] for r in weights[d + 1]] if outgoing else weights[d][u])
              if not known or any(keep[d][u]) else -1, d, u)
             for d in hidden for u in range(len(weights[d]))]
    groups = [units] if case["scope"] == "global" else [[x for x in units if x[1] == d] for d in hidden]
    for group in groups:
        for _, d, u in sorted(group)[:floor(case["sparsity"] * len(group) + 0.5)]:
            keep[d][u] = [0] * len(keep[d][u]) if row else keep[d][u]
            for r in keep[d + 1]:
                r[u] = 0 if column else r[u]
    return keep


MISTAKES = [
    ("row-only", {"column": False},
     "Only the unit's row is masked. The next layer still listens to it: its column there goes as"
     " well."),
    ("sum", {"score": lambda row: sum(map(abs, row))},
     "The scores of a unit's weights are added up. Units with more inputs then look more "
     "important: take the mean."),
    ("outgoing", {"outgoing": True},
     "Units are scored by the weights of those who listen to them. A unit's own weights are a row"
     " of its own layer."),
    ("forgets-pruned", {"known": False},
     "A unit that was pruned before is scored like any other, and another is pruned in its place."
     " Its score is -1."),
]


def diagnose(case, expected, got):
    found = [got.get(f"mask{d + 1}") for d in range(len(expected))]
    for kind, how, sentence in MISTAKES:
        if found == masks(case, **how):
            return kind, sentence
    own, right = found[0], expected["mask1"]
    if own == right and any(not any(r) for r in found[1]) and not any(
            not any(r) for r in expected["mask2"]):
        return ("next-row", "Whole rows of the next layer's mask are 0. What listens to a unit is "
                            "a column there.")
    if own != right and any(all(r[j] == 0 for r in own) for j in range(len(own[0]))):
        return ("own-column",
                "In the unit's own layer a column is masked, which is an input. The unit is a row "
                "there.")
    return None


BY_HAND = {"w1": [[4, 2], [1, 1], [3, 5]], "w2": [[9, 9, 9], [9, 9, 9]], "scope": "layer",
           "sparsity": 0.34}

exercise = Exercise(
    title="Whole units",
    source="chapters/04-pruning/units.c",
    functions={"prune_unit": "",
               "score_unit": "return (scored_unit){.d = d, .unit = unit};"},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[BY_HAND]),
        Test("of each layer", points=2, draw=draw_layer, count=4),
        Test("of all units", points=2, draw=draw_global, count=5),
        Test("pruned before", points=1, draw=draw_before, count=3, needs="by hand"),
        Test("none and all", points=1, needs="by hand", cases=[
            {**BY_HAND, "sparsity": 0}, {**BY_HAND, "sparsity": 1},
            {**BY_HAND, "scope": "global", "sparsity": 1}]),
        Test("hidden networks", points=2, draw=draw_large, count=10, hidden=True,
             needs="of each layer"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {**BY_HAND, "w1": [[4, 2], [3, 5], [1, 1]]}]),
    ],
    diagnoses=[diagnose],
)
