"""The gradient of a quantizer's scale."""
from functools import partial

from exercises_lib import Exercise, Test, looks_like

TOLERANCE = 2e-3  # a sum in float is forgiven


def numbers(random, highest, reach, count=None):
    """Numbers whose places lie within reach * highest, none near a half or an end; their sum is not so
    near to 0 that nothing but rounding is left of it."""
    while True:
        case = some_numbers(random, highest, reach, count)
        if abs(scale_gradient()(case)["dscale"]) > 0.5:
            return case


def some_numbers(random, highest, reach, count):
    rows, cols = random.randint(1, 4), count or random.randint(2, 8)
    scale = round(random.uniform(0.05, 0.8), 3)

    def place():
        whole = random.randint(-int(reach * highest), int(reach * highest))
        return whole + random.choice([-1, 1]) * random.uniform(0.05, 0.42)
    return {"scale": scale, "lowest": -highest, "highest": highest,
            "v": [[round(scale * place(), 6) for _ in range(cols)] for _ in range(rows)],
            "dout": [[round(random.choice([-1, 1]) * random.uniform(0.3, 4), 2) for _ in range(cols)]
                     for _ in range(rows)]}


def inside(random):
    """Nothing is clipped."""
    highest = random.choice([3, 7, 127])
    return numbers(random, highest, (highest - 1) / highest)


def clipped(random):
    return numbers(random, random.choice([1, 3, 7]), 3)


def hidden(random):
    return numbers(random, random.choice([1, 3, 7, 127]), random.choice([1, 2]), random.randint(2, 20))


# ---- mistakes --------------------------------------------------------------------------------

def flat(case):
    return [(v / case["scale"], g) for rows in zip(case["v"], case["dout"]) for v, g in zip(*rows)]


def is_clipped(case, place):
    return not case["lowest"] <= place <= case["highest"]


def end(case, place):
    return case["lowest"] if place < 0 else case["highest"]


def scale_gradient(within=lambda place: round(place) - place, beyond=end):
    return lambda case: {"dscale": sum(g * (beyond(case, p) if is_clipped(case, p) else within(p))
                                       for p, g in flat(case))}


def last_number(case):
    place, g = flat(case)[-1]
    return {"dscale": g * (end(case, place) if is_clipped(case, place) else round(place) - place)}


mistaken = partial(looks_like, tolerance=TOLERANCE)

diagnoses = [
    mistaken("half-the-rule", "Where nothing is clipped, the scale's gradient is round(p) alone. p depends "
             "on the scale, too: the product rule has a second term, -p.", scale_gradient(within=round)),
    mistaken("inner-sign", "Where nothing is clipped, the sign is wrong: it is round(p) - p.",
             scale_gradient(within=lambda place: place - round(place))),
    mistaken("clipped-silent", "Clipped numbers have no part in the scale's gradient. Their output is the "
             "end times the scale: the derivative is that end.",
             scale_gradient(beyond=lambda case, place: 0)),
    mistaken("clipped-as-inside", "Clipped numbers are treated like the others. Their output does not "
             "follow p: the derivative is the end that they were clipped to.",
             scale_gradient(beyond=lambda case, place: round(place) - place)),
    mistaken("last-number", "The scale's gradient is that of the last number alone: all of them add up "
             "(+=).", last_number),
    mistaken("no-mask", "The gradient passes through what was clipped. There the output does not follow v, "
             "and `dv` is 0.", lambda case: {"dv": case["dout"]}),
]

HAND = {"scale": 0.5, "lowest": -2, "highest": 2, "v": [[0.6, 1.6, -0.9, -3.1]],
        "dout": [[10, 1, 5, 3]]}

exercise = Exercise(
    title="A scale that learns",
    source="solutions/05-learned-scale/learned_scale.c",
    functions={"learned_scale_forward": "", "learned_scale_backward": "return 0;"},
    minutes=30,
    tolerance=TOLERANCE,
    tests=[
        Test("by hand", points=1, cases=[HAND]),
        Test("nothing clipped", points=1, draw=inside, count=4),
        Test("clipped", points=2, draw=clipped, count=5),
        Test("hidden numbers", points=3, draw=hidden, count=15, hidden=True, needs="by hand"),
    ],
    diagnoses=diagnoses,
)
