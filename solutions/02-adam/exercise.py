"""Adam's step, with its corrections."""
import math

from exercises_lib import Exercise, Test, looks_like


def numbers(random, rows, cols, low=-2):
    return [[round(random.uniform(low, 2), 2) for _ in range(cols)] for _ in range(rows)]


def steps(random, most=6):
    rows, cols = random.randint(2, most), random.randint(1, most)
    case = {"w": numbers(random, rows, cols), "g": numbers(random, rows, cols),
            "rate": round(random.uniform(0.1, 0.5), 2), "b1": random.choice([0.5, 0.9]),
            "b2": random.choice([0.8, 0.99]), "eps": random.choice([0.05, 0.1]),
            "decay": random.choice([0, 0.1]), "steps": random.randint(1, 3)}
    if random.random() < 0.6:
        case.update(taken=random.randint(1, 5), m=numbers(random, rows, cols),
                    s=numbers(random, rows, cols, 0.1))
    return case


def flat(matrix):
    return sum(matrix, [])


def after(case, step, square=lambda g: g * g, late=0):
    """w after the steps: step(m, s, m's and s's sums of weights, eps) is what rate multiplies."""
    w, g = flat(case["w"]), flat(case["g"])
    b1, b2 = case["b1"], case["b2"]
    m = flat(case["m"]) if "m" in case else [0] * len(w)
    s = flat(case["s"]) if "s" in case else [0] * len(w)
    first = int(case.get("taken", 0)) + 1
    for t in range(first - late, first - late + int(case["steps"])):
        gradients = [b + case.get("decay", 0) * a for a, b in zip(w, g)]
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, gradients)]
        s = [b2 * a + (1 - b2) * square(b) for a, b in zip(s, gradients)]
        w = [a - case["rate"] * step(b, c, 1 - b1 ** t, 1 - b2 ** t, case["eps"])
             for a, b, c in zip(w, m, s)]
    return w


def adam(m, s, share, weight, eps):
    return m / share / (math.sqrt(s / weight) + eps)


def explains(kind, sentence, *how, **more):
    def mistaken(case):
        w, cols = after(case, *how, **more), len(case["w"][0])
        return {"w": [w[i:i + cols] for i in range(0, len(w), cols)]}
    return looks_like(kind, sentence, mistaken)


def too_early(case, expected, got):
    """In the first step 1 - b^0 is 0."""
    if "taken" not in case and not all(map(math.isfinite, flat(got["w"]))):
        return EARLY
    return explains(*EARLY, adam, late=1)(case, expected, got)


EARLY = ("early", "the powers are those of the step before. o->steps has counted this step already: in "
         "the first it is 1.")

exercise = Exercise(
    title="Adam",
    source="chapters/02-backprop/optimizer.c",
    functions={"adam_step": ""},
    minutes=20,
    tolerance=1e-4,
    tests=[
        Test("by hand", points=2, cases=[
            {"w": [[1, 1, 1]], "g": [[4, 0.004, -2]], "rate": 0.1, "b1": 0.9, "b2": 0.999,
             "eps": 1e-8, "steps": 1},
            {"w": [[1, 0]], "g": [[4, -0.5]], "rate": 0.1, "b1": 0.5, "b2": 0.75, "eps": 0.1,
             "steps": 2}]),
        Test("random steps", points=3, draw=steps, count=6),
        Test("hidden steps", points=3, draw=steps, count=12, hidden=True),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"w": [[1, 1, 1]], "g": [[1, 2, 3]], "rate": 0.1, "b1": 0.9, "b2": 0.99, "eps": 0.1,
             "steps": 2}]),
    ],
    diagnoses=[
        explains("no-correction", "`m` and `s` are used as they are. They begin at 0: divide them by "
                 "1 - b1^t and 1 - b2^t.", lambda m, s, a, b, eps: m / (math.sqrt(s) + eps)),
        explains("epsilon-inside", "`eps` stands under the root; add it to the root.",
                 lambda m, s, a, b, eps: m / a / math.sqrt(s / b + eps)),
        explains("no-root", "the root of s is missing.", lambda m, s, a, b, eps: m / a / (s / b + eps)),
        explains("not-squared", "s is a running mean of the gradient: it should be one of its square.",
                 lambda m, s, a, b, eps: m / a / (math.sqrt(abs(s) / b) + eps), square=lambda g: g),
        too_early,
    ],
)
