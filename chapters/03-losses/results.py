#!/usr/bin/env python3
"""The figures and curves that chapter 3 quotes, into book/results/.

    clean       the six losses on equal terms: each at the best of its rates, by accuracy on
                validation images
    unbalanced  the same where the odd digits keep two images of a hundred; focal also with
                weights
    wrong       the same where every tenth training label is wrong
    unwarned    wrong labels again, each loss at the rate that was best without them
    printed     what the program prints
"""
import functools
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

PROGRAM = "03-losses"
SEEDS = 5
TRIALS = 3  # seeds to find a rate with; where digits are rare they differ too much, and it takes all

# So few images, and so large a network, that it could learn them by heart. A seed stands for
# all that chance decides: which images, which of them are spoiled, the first weights.
IMAGES, VALIDATION, EPOCHS = 25000, 5000, 20
SETTING = ["--hidden", 128, "--validation", VALIDATION, "--epochs", EPOCHS]

LOSSES = {name: ["--loss", name]
          for name in ("cross-entropy", "weighted", "smoothing", "mse", "hinge", "focal")}
WEIGHTED_FOCAL = {"focal-weighted": ["--loss", "focal", "--weights", "balanced"]}

# About a factor of two apart. The search begins at a guess and its two neighbours, and goes on
# until the best rate has a worse one on either side.
RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
CLEAN = {"cross-entropy": 0.2, "weighted": 0.2, "smoothing": 0.1, "mse": 2, "hinge": 0.5,
         "focal": 0.2}
UNBALANCED = {**CLEAN, "weighted": 0.02, "smoothing": 0.2, "focal-weighted": 0.02}
WRONG = {**CLEAN, "cross-entropy": 0.02, "weighted": 0.02, "smoothing": 0.05, "focal": 0.01,
         "mse": 1, "hinge": 0.02}

RARE = [1, 3, 5, 7, 9]  # the digits that --unbalance makes rare
COMMON = [0, 2, 4, 6, 8]
TOTAL = 10


# --- what a run left ------------------------------------------------------------------------

def confusion(run):
    """counts[truth][guess] of the test images."""
    return [[row[f"taken_for_{guess}"] for guess in range(TOTAL)]
            for row in experiment.read_csv(run.path("test_confusion.csv"))]


def added(tables):
    """The sum of tables of one shape, cell by cell."""
    return [[sum(cells) for cells in zip(*rows)] for rows in zip(*tables)]


def recall(counts, digits):
    """Of the images of these digits, the percentage that was read right."""
    return 100 * (sum(counts[d][d] for d in digits) / sum(sum(counts[d]) for d in digits))


def precision(counts, digits):
    """Of what was taken for one of these digits, the percentage that was that digit."""
    taken = sum(row[d] for row in counts for d in digits)
    return 100 * sum(counts[d][d] for d in digits) / taken


def bins(runs):
    """calibration.csv of several runs together: {from, to, images, confidence, accuracy}, the
    last two None in a bin without images."""
    tables = [experiment.read_csv(run.path("calibration.csv")) for run in runs]
    pooled = []
    for rows in zip(*tables):
        images = sum(row["images"] for row in rows)
        row = {"from": rows[0]["from"], "to": rows[0]["to"], "images": images}
        for name in ("confidence", "accuracy"):
            total = sum(r["images"] * r[name] for r in rows if r["images"] > 0)
            row[name] = total / images if images > 0 else None
        pooled.append(row)
    return pooled


def calibration(run):
    """(expected calibration error, mean confidence), in percent."""
    rows = [row for row in bins([run]) if row["images"] > 0]
    images = sum(row["images"] for row in rows)
    return (100 * sum(row["images"] * abs(row["accuracy"] - row["confidence"])
                      for row in rows) / images,
            100 * sum(row["images"] * row["confidence"] for row in rows) / images)


def figures(rate, runs):
    counts = [confusion(run) for run in runs]
    found = {"rate": rate}
    for name, values in {
            "validation": [run.validation for run in runs],
            "accuracy": [run.accuracy for run in runs],
            "train": [100 * run.metrics[-1]["train_acc"] for run in runs],
            "recall_rare": [recall(c, RARE) for c in counts],
            "recall_common": [recall(c, COMMON) for c in counts],
            "precision_rare": [precision(c, RARE) for c in counts],
            "precision_common": [precision(c, COMMON) for c in counts],
            "ece": [calibration(run)[0] for run in runs],
            "confidence": [calibration(run)[1] for run in runs]}.items():
        found.update(experiment.spread(name, values))
    return found


# --- on equal terms -------------------------------------------------------------------------

def at_rate(lab, options, rate, count):
    """Runs with so many seeds."""
    seeds = lab.seeds(count)
    return lab.runs(PROGRAM, [[*options, "--rate", rate, *SETTING, "--seed", seed] for seed in seeds],
                    data=[lab.drawn(IMAGES, seed) for seed in seeds])


def around(guess):
    """The rates that a search begins with."""
    place = RATES.index(guess)
    return RATES[place - 1:place + 2]


def best_of_grid(at, grid):
    """The best rate, by mean accuracy on validation images. AT gives the runs of a rate; GRID has
    those of the rates that the search begins with."""
    first, last = (RATES.index(end(grid)) for end in (min, max))
    while True:
        for rate in RATES[first:last + 1]:
            if rate not in grid:
                grid[rate] = at(rate)
        best = max(grid, key=lambda rate: statistics.mean(run.validation for run in grid[rate]))
        if best == RATES[first] and first > 0:
            first -= 1
        elif best == RATES[last] and last + 1 < len(RATES):
            last += 1
        else:
            return best


def search(lab, losses, guesses, *spoiled, seeds=TRIALS):
    """{loss: its best rate}"""
    at = {loss: functools.partial(at_rate, lab, [*options, *spoiled], count=seeds)
          for loss, options in losses.items()}
    grids = {loss: {rate: at[loss](rate) for rate in around(guesses[loss])} for loss in losses}
    return {loss: best_of_grid(at[loss], grids[loss]) for loss in losses}


def made_at(lab, losses, rates, *spoiled):
    """{loss: (its rate, its runs with all seeds)}"""
    return {loss: (rates[loss], at_rate(lab, [*options, *spoiled], rates[loss], SEEDS))
            for loss, options in losses.items()}


def record(lab, name, best):
    """NAME.json: figures of each loss. NAME_epochs.csv: mean validation accuracy after each
    epoch. NAME_digits.csv: recall of each digit over all seeds. NAME_bins.csv: reliability."""
    lab.write(name, {**{loss: figures(*found) for loss, found in best.items()},
                     "epochs": EPOCHS, "images": IMAGES - VALIDATION,
                     "validation_images": VALIDATION})
    of_runs = [runs for _, runs in best.values()]
    curves = [[statistics.mean(100 * row["val_acc"] for row in rows)
               for rows in zip(*(run.metrics for run in runs))] for runs in of_runs]
    lab.write_table(f"{name}_epochs", ["epoch", *best],
                    [[epoch, *row] for epoch, row in enumerate(zip(*curves), start=1)])
    counts = [added([confusion(run) for run in runs]) for runs in of_runs]
    lab.write_table(f"{name}_digits", ["digit", *best],
                    [[digit, *(recall(c, [digit]) for c in counts)] for digit in range(TOTAL)])
    columns = ("images", "confidence", "accuracy")
    lab.write_table(f"{name}_bins",
                    ["from", "to", *(f"{loss}_{column}" for loss in best for column in columns)],
                    [[rows[0]["from"], rows[0]["to"],
                      *(row[column] for row in rows for column in columns)]
                     for rows in zip(*map(bins, of_runs))])


@experiment.needs_full
def clean(lab):
    record(lab, "losses_clean", made_at(lab, LOSSES, search(lab, LOSSES, CLEAN)))


@experiment.needs_full
def unbalanced(lab):
    losses, rare = {**LOSSES, **WEIGHTED_FOCAL}, ["--unbalance", 0.02]
    rates = search(lab, losses, UNBALANCED, *rare, seeds=SEEDS)
    record(lab, "losses_unbalanced", made_at(lab, losses, rates, *rare))


WRONG_LABELS = ["--wrong-labels", 0.1]


@experiment.needs_full
def wrong(lab):
    rates = search(lab, LOSSES, WRONG, *WRONG_LABELS)
    record(lab, "losses_wrong", made_at(lab, LOSSES, rates, *WRONG_LABELS))


@experiment.needs_full
def unwarned(lab):
    record(lab, "losses_unwarned", made_at(lab, LOSSES, search(lab, LOSSES, CLEAN), *WRONG_LABELS))


@experiment.alone
def printed(lab):
    lab.transcript("03-focal", PROGRAM, "--loss", "focal", "--unbalance", 0.05)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [clean, unbalanced, wrong, unwarned, printed])
