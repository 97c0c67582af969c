from exercises_lib import Exercise, Test

CLASSES = 10


def images_of(labels):
    return [labels.count(c) for c in range(CLASSES)]


def draw_labels(random, classes, most):
    """Labels of these classes, each with 1 to `most` images, in any order."""
    labels = [c for c in classes for _ in range(random.randint(1, most))]
    random.shuffle(labels)
    return {"labels": labels}


def draw_all_ten(random):
    return draw_labels(random, range(CLASSES), 9)


def draw_some(random):
    return draw_labels(random, random.sample(range(CLASSES), random.randint(1, 9)), 9)


def draw_lopsided(random):
    labels = draw_all_ten(random)["labels"] + [random.randrange(CLASSES)] * 500
    random.shuffle(labels)
    return {"labels": labels}


def mean_is_one(case, answers):
    labels, weights = case["labels"], answers["weights"]
    mean = sum(weights[c] for c in labels) / len(labels)
    if not abs(mean - 1) < 1e-6:
        return f"the mean weight over the images is {mean:g}, not 1"
    return None


def same(numbers, others):
    return all(abs(a - b) <= 1e-6 * max(1, abs(b)) for a, b in zip(numbers, others))


def diagnose(case, expected, got):
    labels, weights = case["labels"], got.get("weights")
    if weights is None or len(weights) != CLASSES:
        return None
    images, n = images_of(labels), len(labels)
    present = sum(count > 0 for count in images)
    if any(w == float("inf") for w in weights):
        return ("infinite", "A class without images has the weight infinity: n is divided by its "
                            "0 images. Its weight is to be 0.")
    if any(weights[c] == -1 for c in range(CLASSES) if images[c] == 0) and set(weights) != {-1}:
        return ("not-zeroed", "A class without images keeps what stood in its place before. Write "
                              "its 0.")
    if any(w != e for w, e in zip(weights, expected["weights"])) and \
            weights == [float(int(w)) for w in expected["weights"]]:
        return ("truncated", "What is behind the point is cut off: C divides two whole numbers to "
                             "a whole number. Make one of them a double first.")
    if present < CLASSES and same(weights, [w * present / CLASSES
                                            for w in expected["weights"]]):
        return ("ten-classes", "Every weight is as if all ten classes had images. k counts only "
                               "those that have any.")
    if same(weights, [count * present / n for count in images]):
        return ("upside-down", "The weights are upside down: the commonest class has the largest. "
                               "n_c belongs below the line.")
    if same(weights, [1 / count if count else 0 for count in images]):
        return ("mean-weight", "The classes have the right weights relative to each other, but "
                               "the mean over the images is not 1: multiply by n / k.")
    return None


exercise = Exercise(
    title="Weights for rare classes",
    source="chapters/03-losses/losses.c",
    functions={"balanced_weights": ""},
    minutes=15,
    tests=[
        Test("by hand", points=1, cases=[{"labels": [0, 0, 1, 0, 2, 0, 1, 0, 1, 0]}]),
        Test("all ten classes", points=1, draw=draw_all_ten, count=4),
        Test("missing classes", points=2, draw=draw_some, count=6),
        Test("one image", points=1, cases=[{"labels": [9]}, {"labels": [0]}]),
        Test("lopsided", points=2, draw=draw_lopsided, count=6, hidden=True, needs="by hand"),
        Test("hidden missing classes", points=2, draw=draw_some, count=10, hidden=True,
             needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand",
             cases=[{"labels": [3, 3, 9, 0]}]),
    ],
    checks=[mean_is_one],
    diagnoses=[diagnose],
)
