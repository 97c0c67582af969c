"""From scores to masks: an exact number of weights, of each layer or of all."""
from math import floor

from exercises_lib import Exercise, Test


def shaped(numbers, rows, cols):
    return [numbers[i * cols:(i + 1) * cols] for i in range(rows)]


def draw_case(random, most=4, tied=False, before=0.0):
    shapes = [(random.randint(1, most), random.randint(1, most)) for _ in range(2)]
    n = sum(rows * cols for rows, cols in shapes)
    numbers = [random.randint(0, 3) if tied else k / 8 for k in random.sample(range(1, 2 * n + 1), n)]
    cut = shapes[0][0] * shapes[0][1]
    keep = [int(random.random() >= before) for _ in range(n)]
    case = {"scores1": shaped(numbers[:cut], *shapes[0]), "scores2": shaped(numbers[cut:], *shapes[1]),
            "scope": random.choice(["layer", "global"]), "sparsity": round(random.random(), 2)}
    if before:
        case["keep1"], case["keep2"] = shaped(keep[:cut], *shapes[0]), shaped(keep[cut:], *shapes[1])
    return case


def draw_each(random):
    return {**draw_case(random), "scope": "layer"}


def draw_all(random):
    return {**draw_case(random), "scope": "global"}


def draw_ties(random):
    return {**draw_case(random, tied=True), "sparsity": random.choice([0.25, 0.5, 0.75])}


def draw_before(random):
    return draw_case(random, before=0.3)


def draw_large(random):
    return draw_case(random, most=20, tied=random.random() < 0.5, before=random.choice([0, 0.5]))


def flat(matrix):
    return [x for row in matrix for x in row]


def layers(case):
    """[(scores, mask)] of each matrix."""
    found = []
    for number in "12":
        scores = flat(case["scores" + number])
        found.append((scores, flat(case.get("keep" + number, [[1] * len(scores)]))))
    return found


def prune(scores, keep, sparsity, count=lambda x: floor(x + 0.5), of_rest=False, more=0, sign=1):
    before = keep.count(0)
    wanted = count(sparsity * len(scores)) if not of_rest else \
        before + floor(sparsity * (len(scores) - before) + 0.5)
    order = sorted(range(len(scores)), key=lambda k: (keep[k], sign * scores[k], k))
    gone = set(order[:max(wanted + more, before)])
    return [int(k not in gone) for k in range(len(scores))]


def pruned(case, scope=None, **how):
    """Both masks, one after the other, or those of some mistake."""
    found, sparsity = layers(case), case["sparsity"]
    if (scope or case["scope"]) == "global":
        scores, keep = ([x for layer in found for x in layer[part]] for part in (0, 1))
        return prune(scores, keep, sparsity, **how)
    return [x for scores, keep in found for x in prune(scores, keep, sparsity, **how)]


def only_ones_and_zeros(case, answers):
    masks = flat(answers["mask1"]) + flat(answers["mask2"])
    if any(x not in (0, 1) for x in masks):
        return "a mask holds something else than 0 and 1"
    return None


def diagnose(case, expected, got):
    if set(got) != set(expected):
        return None
    masks, right = flat(got["mask1"]) + flat(got["mask2"]), flat(expected["mask1"]) + flat(
        expected["mask2"])
    before = [k for _, keep in layers(case) for k in keep]
    if any(now and not then for now, then in zip(masks, before)):
        return ("regrows", "A weight that was pruned before is kept again. What is pruned stays "
                           "pruned, and counts as pruned.")
    if masks in (pruned(case, scope="layer"), pruned(case, scope="global")):
        return ("scope", f"The case asks for the scope '{case['scope']}' and was pruned in the other: "
                         "global is one call for all parameters, per layer one for each.")
    if masks == pruned(case, count=floor):
        return ("truncated", "Too few are pruned: the share is cut off to a whole number. It is to"
                             " be the nearest.")
    if masks == pruned(case, of_rest=True):
        return ("of-the-rest", "The share is taken of what is left. sparsity is the share of all "
                               "weights that are pruned afterwards, those from before included.")
    if masks == pruned(case, sign=-1):
        return ("largest", "The weights with the largest scores are pruned.")
    scores = [x for layer, _ in layers(case) for x in layer]
    extra = {scores[k] for k in range(len(scores)) if right[k] and not masks[k]}
    there = {scores[k] for k in range(len(scores)) if before[k] and not right[k]}
    if extra and extra <= there:
        return ("all-ties", "Of several weights with the same score all were pruned. Only so many "
                            "of them go that the number comes out right, the first ones first.")
    if extra and masks == pruned(case, more=1):
        return ("one-too-many",
                "One weight too many is pruned. The places of the order count from 0: the last of "
                "those that go is at place wanted - 1.")
    return None


FOUR = {"scores1": [[5, 1], [3, 2]], "scores2": [[9, 8, 4, 7]]}

exercise = Exercise(
    title="Of each layer, or of all",
    source="chapters/04-pruning/prune.c",
    functions={"prune_smallest": "", "masks_prune": ""},
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[
            {**FOUR, "scope": "layer", "sparsity": 0.5}, {**FOUR, "scope": "global", "sparsity": 0.5}]),
        Test("of each layer", points=2, draw=draw_each, count=5),
        Test("of all", points=2, draw=draw_all, count=5),
        Test("none and all", points=1, cases=[
            {**FOUR, "scope": where, "sparsity": share} for where in ("layer", "global")
            for share in (0, 1)]),
        Test("ties", points=2, draw=draw_ties, count=5, needs="by hand"),
        Test("pruned before", points=2, draw=draw_before, count=6, needs="by hand"),
        Test("hidden sizes", points=3, draw=draw_large, count=12, hidden=True,
             needs=("of each layer", "of all")),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {**FOUR, "scope": "global", "sparsity": 1}]),
    ],
    checks=[only_ones_and_zeros],
    diagnoses=[diagnose],
)
