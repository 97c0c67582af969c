"""Momentum and Nesterov's method."""
from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols):
    return [[round(random.uniform(-2, 2), 2) for _ in range(cols)] for _ in range(rows)]


def steps(random, most=6):
    rows, cols = random.randint(2, most), random.randint(1, most)
    return {"method": random.choice(["momentum", "nesterov"]),
            "w": numbers(random, rows, cols), "g": numbers(random, rows, cols),
            "v": numbers(random, rows, cols), "rate": round(random.uniform(0.05, 0.4), 2),
            "mu": random.choice([0.5, 0.8, 0.9]), "decay": random.choice([0.1, 0.2]),
            "steps": random.randint(1, 4)}


def after(case, share=1, late=False, uphill=False, nesterov=None, decay=None):
    """(w, v) after the steps, with one thing changed."""
    nesterov = case["method"] == "nesterov" if nesterov is None else nesterov
    mu, rate = case["mu"], -case["rate"] if uphill else case["rate"]
    decay = case.get("decay", 0) if decay is None else decay
    w = sum(case["w"], [])
    g, v = sum(case["g"], []), sum(case.get("v", [[0] * len(w)]), [])
    share = 1 - mu if share == "averaged" else share
    for _ in range(int(case["steps"])):
        gradients = [b + decay * a for a, b in zip(w, g)]
        new = [mu * c + share * d for c, d in zip(v, gradients)]
        used = v if late else new
        w = [a - rate * (d + mu * c if nesterov else c) for a, c, d in zip(w, used, gradients)]
        v = new
    return w, v


def explains(kind, sentence, **changed):
    def mistaken(case):
        cols = len(case["w"][0])
        return {name: [numbers[i:i + cols] for i in range(0, len(numbers), cols)]
                for name, numbers in zip("wv", after(case, **changed))}
    return looks_like(kind, sentence, mistaken)


def dust(case, _, got):
    if got["dust"]:
        return "dust", (f"{got['dust']:.0f} velocities are below 1e-30 and yet not 0: pass each new one "
                        "through without_dust.")
    return None


exercise = Exercise(
    title="Momentum",
    source="chapters/02-backprop/optimizer.c",
    functions={"momentum_step": ""},
    minutes=15,
    tolerance=1e-5,
    tests=[
        Test("by hand", points=2, cases=[
            {"method": method, "w": [[1, 1]], "g": [[2, -1]], "rate": 0.1, "mu": 0.5, "steps": n}
            for method in ("momentum", "nesterov") for n in (1, 2)]),
        Test("random steps", points=2, draw=steps, count=6),
        Test("dust", points=1, needs="by hand", cases=[
            {"method": "momentum", "w": [[1, 1]], "g": [[0, 0]], "v": [[4e-31, 1]], "rate": 0.1,
             "mu": 0.9, "steps": 1},
            {"method": "nesterov", "w": [[1, 1]], "g": [[0, 0]], "v": [[1e-29, -1]], "rate": 0.1,
             "mu": 0.9, "steps": 60}]),
        Test("hidden steps", points=3, draw=steps, count=12, hidden=True),
    ],
    diagnoses=[
        dust,
        # The same numbers as with an old velocity, where the method is Nesterov's.
        explains("nesterov-ignored", "Nesterov's method moved as momentum does, by rate v: its "
                 "step is rate (gradient + mu v), with the new v and not that of the step before.",
                 nesterov=False),
        explains("averaged", "the velocity is a running mean: (1 - mu) stands before the gradient. In "
                 "this book it is a running sum, v = mu v + g.", share="averaged"),
        explains("old-velocity", "`w` moved with the velocity of the step before: compute the new v "
                 "first.", late=True),
        explains("uphill", "`w` moved along the gradient, uphill. A step is subtracted.", uphill=True),
        explains("no-decay", "the decay is missing: the gradient is g + decay w.", decay=0),
    ],
)
