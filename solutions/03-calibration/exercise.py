"""Bins of confidence, and the expected calibration error."""
from comparing import compare
from exercises_lib import Exercise, Test

BINS = 15


def draw_column(random, classes):
    """Probabilities of one image that add up to 1; the largest is no multiple of 1/15."""
    while True:
        sizes = [random.random() ** random.choice([1, 4, 9]) + 1e-3 for _ in range(classes)]
        column = [round(size / sum(sizes), 3) for size in sizes[1:]]
        column.insert(random.randrange(classes), round(1 - sum(column), 3))
        if min(column) >= 0 and abs(max(column) * BINS % 1 - 0.5) < 0.49:
            return column


def draw_batch(random, classes, images):
    columns = [draw_column(random, classes) for _ in range(images)]
    guesses = [column.index(max(column)) for column in columns]
    labels = [guess if random.random() < 0.6 else random.randrange(classes) for guess in guesses]
    return {"probabilities": [list(row) for row in zip(*columns)], "labels": labels}


def draw_ten(random):
    return draw_batch(random, 10, 6)


def draw_two_batches(random):
    first, second = draw_batch(random, 3, 4), draw_batch(random, 3, random.randint(1, 5))
    return {**first, "more": second["probabilities"], "more_labels": second["labels"]}


def draw_many(random):
    return draw_batch(random, random.randint(2, 10), random.choice([1, 30, 100]))


def every_image_in_a_bin(case, answers):
    images = len(case["labels"]) + len(case.get("more_labels", []))
    if sum(answers["images"]) != images:
        return f"the bins hold {sum(answers['images']):g} images, of {images}"
    return None


def bins_of(case, confidence):
    """Images, correct and confidence of the bins, by some other rule."""
    images, correct, sums = [0] * BINS, [0] * BINS, [0.0] * BINS
    for p, labels in ((case["probabilities"], case["labels"]),
                      (case.get("more", []), case.get("more_labels", []))):
        for column, y in zip(zip(*p), labels):
            guess, sure = confidence(column, y)
            b = min(int(sure * BINS), BINS - 1)
            images[b] += 1
            correct[b] += guess == y
            sums[b] += sure
    return {"images": images, "correct": correct, "confidence": sums}


def last_largest(column, _):
    guess = max(range(len(column)), key=lambda i: (column[i], i))
    return guess, column[guess]


def of_label(column, y):
    return column.index(max(column)), column[y]


def one_bin_off(expected, got):
    """Whether there are as many images and as much confidence, only in other bins."""
    return (got.get("images") != expected["images"]
            and sum(got.get("images", [])) == sum(expected["images"])
            and abs(sum(got.get("confidence", [])) - sum(expected["confidence"])) < 1e-3)


def diagnose(case, expected, got):
    if not compare(bins_of(case, of_label), got, 1e-4):
        return ("of-the-label", "Images are sorted by the probability of the right class. The "
                                "network does not know it: confidence is its largest probability.")
    if not compare(bins_of(case, last_largest), got, 1e-4) and got["images"] == expected["images"]:
        if got["correct"] != expected["correct"]:
            return ("last-of-equals", "Of two equal probabilities the last was taken for the "
                                      "guess: only a larger one takes the place of an earlier.")
    right_bins = not compare({name: expected[name] for name in ("images", "correct", "confidence")},
                             got, 1e-4)
    if right_bins and got.get("error") is not None:
        return diagnose_error(expected, got["error"])
    if expected["images"][-1] > got.get("images", [0])[-1] and got.get("correct", [0])[0] > 0:
        return ("past-the-last-bin", "A confidence of 1 is put into bin 15, which is behind the "
                                     "last: the bins are 0 to 14.")
    if one_bin_off(expected, got):
        return ("off-by-one", "Images are one bin off. A bin goes from b/15 to (b+1)/15: cut off "
                              "what is behind the point, do not round.")
    if "more" in case and sum(got.get("images", [])) == len(case["more_labels"]):
        return ("not-accumulated", "The second batch has taken the place of the first: bins are "
                                   "added to.")
    return None


def diagnose_error(expected, error):
    used = [(n, c, s) for n, c, s in zip(expected["images"], expected["correct"],
                                         expected["confidence"]) if n > 0]
    images = sum(n for n, _, _ in used)
    if error != error:
        return ("nan", "The bins are right and the error is NaN: a bin without images divides 0 "
                       "by 0. It counts nothing.")
    if abs(error - abs(sum(c - s for _, c, s in used)) / images) < 1e-6:
        return ("cancels", "Bins in which the network boasts and bins in which it is too modest "
                           "cancel. The distance of each bin counts, without its sign.")
    if abs(error - sum(abs(c - s) / n for n, c, s in used) / len(used)) < 1e-6:
        return ("bins-alike", "Every bin counts the same in the error. Each is to count with its "
                              "images.")
    return None


exercise = Exercise(
    title="Can its confidence be believed?",
    source="chapters/03-losses/calibration.c",
    functions={"bin_of": "return 0;", "calibration_add": "", "calibration_error": "return 0;"},
    minutes=30,
    tests=[
        Test("by hand", points=1, cases=[
            {"probabilities": [[0.95, 0.05, 0.51, 0.49], [0.05, 0.95, 0.49, 0.51]],
             "labels": [0, 0, 0, 0]}]),
        Test("ten classes", points=2, draw=draw_ten, count=4),
        Test("two batches", points=1, draw=draw_two_batches, count=4),
        Test("certain", points=2, cases=[
            {"probabilities": [[1, 0], [0, 1.0000001]], "labels": [0, 0]}]),
        Test("equal", points=1, cases=[
            {"probabilities": [[0.5, 0.2], [0.5, 0.4], [0, 0.4]], "labels": [1, 1]},
            {"probabilities": [[0.5], [0.5]], "labels": [0]}]),
        Test("hidden batches", points=2, draw=draw_many, count=8, hidden=True, needs="by hand"),
        Test("memory", points=1, memory=True, seconds=10, needs="by hand", cases=[
            {"probabilities": [[0.3, 1], [0.7, 0]], "labels": [1, 1]}]),
    ],
    checks=[every_image_in_a_bin],
    samples="probabilities",
    diagnoses=[diagnose],
)
