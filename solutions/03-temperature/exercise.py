"""Temperature scaling: its loss, the slope of it, and the temperature where that is 0."""
from math import exp, log

from comparing import compare
from exercises_lib import Exercise, Test


def draw_batch(random, classes, images, width, right=0.7):
    """Logits of a network that is right on a share of the images, and more or less sure of it."""
    logits = [[round(random.uniform(-width, width), 2) for _ in range(images)]
              for _ in range(classes)]
    guesses = [max(range(classes), key=lambda i, c=column: c[i]) for column in zip(*logits)]
    labels = [g if random.random() < right else random.randrange(classes) for g in guesses]
    return {"logits": logits, "labels": labels}


def draw_slopes(random):
    return {**draw_batch(random, random.randint(2, 4), random.randint(2, 5), 4),
            "at": [0.5, 1, 3]}


def draw_many_slopes(random):
    return {**draw_batch(random, random.randint(2, 10), random.choice([1, 20, 90]), 8),
            "at": [round(random.uniform(0.05, 10), 2) for _ in range(4)]}


def draw_best(random):
    return draw_batch(random, random.randint(2, 4), 12, random.choice([0.5, 3, 20]))


def draw_many_best(random):
    return draw_batch(random, random.randint(2, 10), 120, random.choice([0.5, 3, 20, 100]))


def curve(case, times=lambda z, t: z / t, guess=False):
    """Loss and slope at each temperature, or those of some mistake."""
    losses, slopes = [], []
    for t in case["at"]:
        loss = slope = 0
        for z, y in zip(zip(*case["logits"]), case["labels"]):
            scaled = [times(x - max(z), t) for x in z]
            exps = [exp(x) for x in scaled]
            loss += log(sum(exps)) - scaled[y]
            slope += sum(e * x for e, x in zip(exps, z)) / sum(exps) - (max(z) if guess else z[y])
        losses.append(loss / len(case["labels"]))
        slopes.append(slope / len(case["labels"]))
    return {"loss": losses, "slope": slopes}


def is_huge(case):
    return max(abs(z) for row in case["logits"] for z in row) >= 1000


def finite(numbers):
    return all(abs(number) < float("inf") for number in numbers)


def diagnose_curve(case, expected, got):
    if is_huge(case):
        if not finite(got.get("loss", [])) or not finite(got.get("slope", [])):
            return ("overflow", "exp has overflowed, or all its results were 0. Subtract the "
                                "column's largest logit first: it changes nothing in a quotient.")
        return None
    if not compare(curve(case, times=lambda z, t: z * t), got, 1e-4):
        return ("multiplies", "The logits are multiplied by the temperature. They are divided by "
                              "it: a hot network is a modest one.")
    if not compare(curve(case, guess=True), got, 1e-4):
        return ("of-the-guess", "The slope takes off the largest logit. It is the logit of the "
                                "right class, z[y], that the network is compared with.")
    return None


def diagnose(case, expected, got):
    if "at" in case:
        return diagnose_curve(case, expected, got)
    best, wanted = got.get("best"), expected["best"]
    if best is None:
        return None
    if wanted < 60 and min(abs(best - 1 / 64), abs(best - 64)) < 1e-3:
        return ("wrong-half", "The halving has run to an end of the range although the best "
                              "temperature is inside: it keeps the wrong half. Where the slope is "
                              "negative, 1/t has to grow.")
    if abs(best - wanted) < 0.11:
        return ("coarse", "The temperature is near the best, but not to six digits: it is the "
                          "best of a grid. Look for where the slope is 0.")
    return None


exercise = Exercise(
    title="A temperature",
    source="solutions/03-temperature/temperature.c",
    functions={"temperature_loss": "return 0;", "temperature_slope": "return 0;",
               "temperature_best": "return 0;"},
    minutes=45,
    tests=[
        Test("by hand", points=1, cases=[
            {"logits": [[2, 2], [0, 0]], "labels": [0, 1], "at": [1, 64]}]),
        Test("loss and slope", points=2, draw=draw_slopes, count=4),
        Test("huge logits", points=1, cases=[
            {"logits": [[1e4, 1e4], [0, 0], [-1e4, 1e4]], "labels": [0, 1],
             "at": [1 / 64, 1, 64]}]),
        Test("three to one", points=1, needs="by hand", cases=[
            {"logits": [[2, 2, 2, 2], [0, 0, 0, 0]], "labels": [0, 1, 0, 0]}]),
        Test("best", points=2, draw=draw_best, count=4, needs="three to one"),
        Test("ends of the range", points=1, needs="three to one", cases=[
            {"logits": [[2, 2], [0, 0]], "labels": [0, 1]},
            {"logits": [[2, 1], [0, 3]], "labels": [0, 1]},
            {"logits": [[2, 1], [0, 3]], "labels": [1, 0]},
            {"logits": [[200, 1], [0, 300]], "labels": [0, 1]}, {"logits": [[2], [2]], "labels": [0]}]),
        Test("hidden loss and slope", points=1, draw=draw_many_slopes, count=8, hidden=True,
             needs="by hand"),
        Test("hidden best", points=2, draw=draw_many_best, count=8, hidden=True,
             needs="three to one"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"logits": [[2, 1, 0.5]], "labels": [0, 0, 0], "at": [2]}]),
    ],
    samples="logits",
    diagnoses=[diagnose],
)
