"""Hidden units that change nothing: constants folded into biases, the unheard left out."""
from exercises_lib import Exercise, Test, looks_like


def draw_number(random):
    return random.choice([-1, 1]) * random.randint(1, 16) / 8


def draw_network(random, sizes, deaf, unheard):
    """Some hidden units listen to nothing, some are heard by nobody."""
    case, silent = {}, []
    for d, (cols, rows) in enumerate(zip(sizes, sizes[1:]), 1):
        hidden = d < len(sizes) - 1
        case[f"w{d}"] = [[0 if (hidden and is_deaf) or k in silent else draw_number(random)
                          for k in range(cols)]
                         for is_deaf in (random.random() < deaf for _ in range(rows))]
        case[f"b{d}"] = [[draw_number(random)] for _ in range(rows)]
        silent = [u for u in range(rows) if random.random() < unheard]
    return case


def draw_deaf(random):
    """Unit 0 and the last listen to nothing; the one says something, the other does not."""
    case = draw_network(random, [3, random.randint(3, 5), 2], 0.2, 0)
    case["w1"][0] = case["w1"][-1] = [0, 0, 0]
    case["b1"][0], case["b1"][-1] = [random.randint(1, 16) / 8], [-random.randint(1, 16) / 8]
    return case


def draw_unheard(random):
    return draw_network(random, [3, random.randint(3, 5), 2], 0, 0.4)


def draw_deep(random):
    return draw_network(random, [2, *(random.randint(2, 6) for _ in range(random.randint(1, 3))), 2],
                        random.choice([0, 0.3]), random.choice([0.1, 0.4]))


def layers_of(case):
    count = sum(name.startswith("w") for name in case)
    return [([list(row) for row in case[f"w{d}"]], [b for row in case[f"b{d}"] for b in row])
            for d in range(1, count + 1)]


def fold(layers, d, relu, lose=False, clear=True):
    (own, bias), (above, above_bias) = layers[d], layers[d + 1]
    for u, row in enumerate(own):
        if any(row):
            continue
        constant = 0 if lose else max(0, bias[u]) if relu else bias[u]
        for i, weights in enumerate(above):
            above_bias[i] += weights[u] * constant
            weights[u] = 0 if clear else weights[u]


def shrunk(case, relu=True, forward=True, backward=True, **how):
    """The small network's weights and biases, or those of some mistake."""
    layers = layers_of(case)
    hidden = range(len(layers) - 1)
    for d in hidden if forward else reversed(hidden):
        fold(layers, d, relu, **how)
    stays = [[True] * len(bias) for _, bias in layers]
    for d in reversed(hidden):
        above = layers[d + 1][0]
        stays[d] = [any(weights[u] and (stays[d + 1][i] or not backward)
                        for i, weights in enumerate(above)) for u in range(len(layers[d][0]))]
        stays[d][0] = stays[d][0] or not any(stays[d])
    found = {}
    for d, (weights, bias) in enumerate(layers):
        inputs = stays[d - 1] if d > 0 else [True] * len(weights[0])
        found[f"w{d + 1}"] = [[w for w, there in zip(row, inputs) if there]
                              for row, here in zip(weights, stays[d]) if here]
        found[f"b{d + 1}"] = [[b] for b, here in zip(bias, stays[d]) if here]
    return found


MISTAKES = [
    ("no-relu", {"relu": False},
     "A unit that listens to nothing and has a negative bias says 0, not its bias: relu stands "
     "behind it."),
    ("constant-lost", {"lose": True},
     "The units are the right ones, but what those without inputs used to say is lost: their "
     "constants belong into the next layer's biases."),
    ("twice", {"clear": False},
     "A constant was added to the next layer's biases, and the unit still is heard: the weights "
     "through which it spoke are to be set to 0."),
    ("not-backward", {"backward": False},
     "A unit stays that only units which go have listened to. is_heard counts those that stay, "
     "and the search runs backward."),
    ("not-forward", {"forward": False},
     "A unit that folding has left without inputs was not folded in turn: go from the first "
     "hidden layer to the last."),
]


def diagnose(case, expected, got):
    if any(matrix == [] for matrix in got.values()) or len(got) < len(expected):
        return ("empty-layer",
                "A hidden layer has lost all its units. It keeps at least one, unit 0, even if "
                "that changes nothing.")
    return None


BY_HAND = {"w1": [[1, 2], [0, 0], [4, 1]], "b1": [[0.5], [0.7], [0.1]], "w2": [[3, -2, 0]], "b2": [[1]]}
CHAINS = [
    # the second layer's unit 1 listens to nobody but a constant, and becomes one
    {"w1": [[1, 2], [0, 0]], "b1": [[0], [0.5]], "w2": [[1, 1], [0, 2]], "b2": [[0], [1]],
     "w3": [[1, 3]], "b3": [[0]]},
    # the second layer's unit 1 is heard by nobody, and the first layer's unit 1 by nobody else
    {"w1": [[1, 2], [3, 4]], "b1": [[0], [0.5]], "w2": [[1, 0], [2, 2]], "b2": [[0], [1]],
     "w3": [[1, 0]], "b3": [[0]]},
]

exercise = Exercise(
    title="A smaller network that says the same",
    source="chapters/04-pruning/units.c",
    functions={"listens": "return true;", "is_heard": "return true;", "fold_constant": "",
               "find_units": ""},
    minutes=40,
    tests=[
        Test("by hand", points=1, cases=[BY_HAND]),
        Test("constants", points=2, draw=draw_deaf, count=4),
        Test("negative", points=1, cases=[{**BY_HAND, "b1": [[0.5], [-0.7], [0.1]]}]),
        Test("unheard", points=1, draw=draw_unheard, count=4),
        Test("chains", points=2, cases=CHAINS),
        Test("nothing heard", points=1, cases=[
            {**BY_HAND, "w2": [[0, 0, 0]]},
            {"w1": [[0, 0], [0, 0]], "b1": [[1], [2]], "w2": [[1, -1]], "b2": [[4]]}]),
        Test("hidden networks", points=2, draw=draw_deep, count=12, hidden=True,
             needs=("by hand", "chains")),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[BY_HAND, *CHAINS]),
    ],
    diagnoses=[looks_like(kind, sentence, lambda case, how=how: shrunk(case, **how))
               for kind, how, sentence in MISTAKES] + [diagnose],
)
