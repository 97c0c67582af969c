"""Two of four: masks, storage and a product for a sparsity that hardware can count on."""
from comparing import compare
from exercises_lib import Exercise, Test


def draw_scores(random, rows, cols, values):
    return [[random.choice(values) for _ in range(cols)] for _ in range(rows)]


def mask_of(scores):
    keep = []
    for row in scores:
        keep.append([0] * len(row))
        for first in range(0, len(row), 4):
            group = range(first, min(first + 4, len(row)))
            for j in sorted(group, key=lambda k, r=row: (-r[k], k))[:2]:
                keep[-1][j] = 1
    return keep


def pruned(random, rows, cols, thinner=0.2):
    """Weights of which no group has more than two, and some fewer."""
    weights = [[random.choice([-1, 1]) * random.randint(1, 32) / 8 for _ in range(cols)]
               for _ in range(rows)]
    keep = mask_of([[random.random() for _ in row] for row in weights])
    return [[w if k and random.random() >= thinner else 0 for w, k in zip(row, keeps)]
            for row, keeps in zip(weights, keep)]


def stored(w, shift=(0, 2)):
    value, place = [], []
    for row in w:
        for first in range(0, len(row), 4):
            found = [(k, x) for k, x in enumerate(row[first:first + 4]) if x != 0]
            value.append([x for _, x in found] + [0] * (2 - len(found)))
            place.append(sum(k << bits for (k, _), bits in zip(found, shift)))
    return {"value": value, "place": place}


def product_of(w, x):
    return {**stored(w), "rows": len(w), "x": [[number] for number in x]}


def draw_masks(random):
    values = [k / 8 for k in range(64)]
    cols = random.randint(5, 9)
    rows = random.randint(2, 5)
    return {"scores": [random.sample(values, cols) for _ in range(rows)]}


def draw_equal(random):
    return {"scores": draw_scores(random, random.randint(1, 3), random.randint(3, 8), [0, 0, 1, 2])}


def draw_stored(random):
    return {"w": pruned(random, random.randint(1, 4), random.randint(1, 9))}


def draw_product(random):
    rows, cols = random.randint(1, 4), random.randint(5, 12)
    return product_of(pruned(random, rows, cols), [random.randint(-8, 8) / 4 for _ in range(cols)])


def draw_large(random):
    rows, cols = random.randint(1, 12), random.randint(1, 40)
    w = pruned(random, rows, cols, random.choice([0, 0.5]))
    return random.choice([
        {"w": w}, {"scores": draw_scores(random, rows, cols, [k / 4 for k in range(12)])},
        product_of(w, [random.randint(-8, 8) / 4 for _ in range(cols)])])


def negated(scores):
    return [[-x for x in row] for row in scores]


def turned(scores):
    """Groups of four below each other."""
    return [list(row) for row in zip(*mask_of([list(column) for column in zip(*scores)]))]


def mirrored(scores):
    """Of equal scores the last is kept, in each group."""
    keep = []
    for row in scores:
        groups = [row[first:first + 4] for first in range(0, len(row), 4)]
        keep.append([k for group in groups for k in mask_of([group[::-1]])[0][::-1]])
    return keep


def diagnose_mask(case, expected, got):
    mask, scores = got.get("mask"), case["scores"]
    if mask == mask_of(negated(scores)):
        return ("smallest", "The two smallest scores of each group are kept.")
    if mask == turned(scores):
        return ("down", "The groups are four weights below each other. Neighbours in a row are "
                        "meant: what one unit listens to.")
    if mask == mirrored(scores):
        return ("last-of-equals", "Of equal scores the last are kept; the first are to be.")
    groups = [row[first:first + 4] for row in mask for first in range(0, len(row), 4)]
    if all(set(group) <= {0, 1} for group in groups) and any(sum(group) > 2 for group in groups):
        return ("all-equals",
                "A group keeps more than two: with equal scores, only so many of them may stay.")
    return None


def diagnose_stored(case, expected, got):
    if got.get("groups") == len(case["w"][0]) // 4 != expected["groups"]:
        return ("groups", "The last group of a row, shorter than four, is left out: the number of "
                          "groups is rounded up.")
    if got.get("place") == stored(case["w"], shift=(2, 0))["place"]:
        return ("places-swapped",
                "The two places of a group are swapped: the first stands in bits 0 and 1, the "
                "second in bits 2 and 3.")
    return None


def diagnose_product(case, expected, got):
    groups = len(case["place"]) // int(case["rows"])
    x, sums = [row[0] for row in case["x"]], []
    for i in range(int(case["rows"])):
        places = [(int(case["place"][n]), case["value"][n]) for n in range(i * groups, (i + 1) * groups)]
        sums.append([sum(a * x[p & 3] + b * x[p >> 2 & 3] for p, (a, b) in places)])
    if not compare({"y": sums}, got, 1e-4):
        return ("first-group",
                "Every group is multiplied with the first four numbers of x: the places count from"
                " the group's own first column, 4 g.")
    return None


def diagnose(case, expected, got):
    if "scores" in case:
        return diagnose_mask(case, expected, got)
    return (diagnose_stored if "w" in case else diagnose_product)(case, expected, got)


W = [[0, -3, 0, 2, 5, -1]]

exercise = Exercise(
    title="Two of four",
    source="solutions/04-two-of-four/two_of_four.c",
    functions={"two_of_four_mask": "",
               "two_of_four_new": "return (two_of_four){.rows = w.rows, .cols = w.cols};",
               "two_of_four_times_vector": ""},
    minutes=45,
    tests=[
        Test("mask by hand", points=1, cases=[{"scores": [[0.1, 3, 0.2, 2, 5, 1]]}]),
        Test("masks", points=1, draw=draw_masks, count=5),
        Test("equal scores", points=1, draw=draw_equal, count=5, needs="masks"),
        Test("stored by hand", points=1, cases=[{"w": W}]),
        Test("stored", points=2, draw=draw_stored, count=5),
        Test("product by hand", points=1, cases=[product_of(W, [1, 2, 3, 4, 5, 6])]),
        Test("products", points=1, draw=draw_product, count=4),
        Test("hidden matrices", points=2, draw=draw_large, count=15, hidden=True,
             needs=("masks", "stored", "products")),
        Test("memory", points=1, memory=True, seconds=10,
             needs=("mask by hand", "stored by hand", "product by hand"),
             cases=[{"scores": [[1, 2, 3, 4, 5, 6, 7]]}, {"w": W}, product_of(W, [1, 2, 3, 4, 5, 6])]),
    ],
    diagnoses=[diagnose],
)
