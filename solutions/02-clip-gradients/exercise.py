"""Extension: gradient clipping by the length of all gradients together."""
import math

from exercises_lib import Exercise, Test


def matrix(random, rows, cols):
    return [[round(random.uniform(-3, 3), 2) for _ in range(cols)] for _ in range(rows)]


def gradients(random):
    """At least two parameters, as weights and biases are."""
    case = {}
    for i in range(random.randint(2, 5)):
        case[f"g{i}"] = matrix(random, random.randint(1, 6), random.randint(1, 6))
    return case


def numbers(answers):
    """Of all gradients, in order."""
    return [number for name in sorted(n for n in answers if n[0] == "g") for row in answers[name]
            for number in row]


def length(values):
    return math.sqrt(sum(v * v for v in values))


def above(random):
    """Each parameter's gradient may be within the limit; all together are not."""
    case = gradients(random)
    longest = max(length(numbers({"g0": case[name]})) for name in case)
    return {**case, "limit": round(random.uniform(0.3, 0.95) * longest, 2) or 0.1}


def within(random):
    case = gradients(random)
    return {**case, "limit": round(length(numbers(case)) * random.uniform(1.1, 3), 2)}


def hidden(random):
    return random.choice([above, above, within])(random)


def are(got, wanted):
    return all(abs(a - b) < 1e-4 * (1 + abs(b)) for a, b in zip(numbers(got), wanted))


def each_parameter(case, _, got):
    wanted = []
    for name in sorted(n for n in case if n[0] == "g"):
        own = numbers({"g0": case[name]})
        factor = min(1, case["limit"] / (length(own) or 1))
        wanted += [factor * v for v in own]
    if are(got, wanted):
        return ("each-parameter", "each parameter's gradient was clipped by itself. They are one long "
                "vector: one length and one factor for all.")
    return None


def each_number(case, _, got):
    if are(got, [max(-case["limit"], min(case["limit"], v)) for v in numbers(case)]):
        return ("each-number", "each number was cut off at the limit by itself, which changes the "
                "direction. Scale all of them by one factor.")
    return None


def no_root(case, _, got):
    squares = length(numbers(case)) ** 2
    if abs(got["length"] - squares) < 1e-4 * squares:
        return "no-root", "this is the sum of the squares; the length is its root."
    return None


def short_ones_too(case, _, got):
    if length(numbers(case)) < case["limit"] and (
            not all(map(math.isfinite, numbers(got)))
            or abs(length(numbers(got)) - case["limit"]) < 1e-3 * case["limit"]):
        return ("short-ones-too", "gradients within the limit were made longer, up to the limit (or 0/0). "
                "Leave them alone: only what is above the limit is scaled.")
    return None


def length_afterwards(case, _, got):
    if got["length"] == case["limit"]:
        return "length-afterwards", "the length to return is the one before clipping."
    return None


def overflow(_, expected, got):
    if not math.isfinite(got["length"]):
        return ("overflow", "the length is not finite: the squares are too large for a float. Multiply "
                "and add up as double.")
    return None


exercise = Exercise(
    title="Not so fast",
    source="solutions/02-clip-gradients/clip.c",
    functions={"clip_gradients": "return 0;"},
    minutes=20,
    tests=[
        Test("by hand", points=1, cases=[{"g0": [[3, 0]], "g1": [[4]], "limit": 1},
                                         {"g0": [[2, 1]], "g1": [[-2]], "limit": 1.5}]),
        Test("random gradients", points=2, draw=above, count=5),
        Test("within the limit", points=1, draw=within, count=3, cases=[
            {"g0": [[0, 0]], "g1": [[0]], "limit": 1}]),
        Test("enormous", points=1, cases=[{"g0": [[3e25, 0]], "g1": [[-4e25]], "limit": 5}]),
        Test("hidden gradients", points=3, draw=hidden, count=10, hidden=True, cases=[
            {"g0": [[1, 2]], "g1": [[2]], "limit": 30}, {"g0": [[1.7, 1]], "g1": [[2]], "limit": 1.5}]),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"g0": [[3, 0, 4]], "g1": [[1], [2]], "limit": 1}]),
    ],
    diagnoses=[overflow, short_ones_too, no_root, each_parameter, each_number, length_afterwards],
)
