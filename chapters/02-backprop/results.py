#!/usr/bin/env python3
"""The figures and curves that chapter 2 quotes, into book/results/.

    report_row      the report's settings over five seeds, beside what it published
    two_hidden      one hidden layer of ten, as in the report's code, and two, as in its text
    mlp             784-128-64-10 with the program's defaults, on all of MNIST and on the
                    bundled digits
    curves          one run of it with validation images, epoch by epoch
    optimizers      each at its best rate of a small grid, on validation images
    schedules       the same for the schedules of the learning rate, and what they look like
    learning_rates  one network at ten rates, for the figure with a slider
    gradient_check  backpropagation against central differences
    printed         what the program prints: training, gradient checks, a rate too large

The speed is measured by bench.py.
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

PROGRAM = "02-backprop"
SEEDS = 5

# As the report trained: plain gradient descent on all images at once. It had the 42,000 images
# of Kaggle's contest, and kept a thousand of them, drawn at random, as the development set. A
# seed here stands for all that chance decides: which images, and the first weights.
IMAGES = 42000
REPORT = ["--batch", 0, "--optimizer", "gd", "--schedule", "constant", "--init", "report",
          "--validation", 1000]
PUBLISHED = {  # accuracy in percent of the report's "classical" model: (rate, iterations)
    (0.01, 1500): 73.5, (0.1, 1500): 89.9, (0.1, 500): 82.1, (0.5, 500): 88.8,
    (0.5, 100): 77.1,
}


REPORT_COLUMNS = ["rate", "iterations", "published", "dev_mean", "dev_sd", "dev_min", "dev_max",
                  "test_mean", "test_sd"]


def report_runs(lab, rate, iterations, hidden="10"):
    seeds = lab.seeds(SEEDS)
    return lab.runs(PROGRAM, [[*REPORT, "--hidden", hidden, "--rate", rate, "--epochs", iterations,
                               "--every", 10, "--seed", seed] for seed in seeds],
                    data=[lab.drawn(IMAGES, seed) for seed in seeds])


@experiment.needs_full
def report_row(lab):
    settings, table = {}, []
    started = {setting: report_runs(lab, *setting) for setting in PUBLISHED}
    for (rate, iterations), published in PUBLISHED.items():
        runs = started[rate, iterations]
        found = {"rate": rate, "iterations": iterations, "published": published,
                 **experiment.spread("dev", [run.validation for run in runs]),
                 **experiment.spread("test", [run.accuracy for run in runs])}
        settings[f"r{rate}_i{iterations}".replace(".", "")] = found
        table.append([found[name] for name in REPORT_COLUMNS])
        if (rate, iterations) == (0.1, 1500):
            lab.keep_table("report_curves", runs[0], "metrics.csv")
            lab.keep_table("report_classes", runs[0], "classes.csv")
    lab.write("report_row", {"settings": settings})
    lab.write_table("report_row", REPORT_COLUMNS, table)


@experiment.needs_full
def two_hidden(lab):
    found = {}
    started = {"one": report_runs(lab, 0.5, 500, "10"), "two": report_runs(lab, 0.5, 500, "10,10")}
    for name, runs in started.items():
        found[name] = {**experiment.spread("dev", [run.validation for run in runs]),
                       **experiment.spread("test", [run.accuracy for run in runs]),
                       "parameters": parameters(runs[0])}
    lab.write("two_hidden", found)


def parameters(run):
    """From "784 dense 10 relu dense 10: 7960 parameters, 41000 images to learn from"."""
    return int(run.output.splitlines()[0].split(":")[1].split()[0])


def mlp_figures(runs):
    last = runs[0].output.splitlines()
    return {**experiment.spread("accuracy", [run.accuracy for run in runs]),
            "epochs": int(runs[0].metrics[-1]["epoch"]),
            "seconds_mean": statistics.mean(run.metrics[-1]["seconds"] for run in runs),
            "parameters": parameters(runs[0]),
            "train_images": int(last[0].split(",")[1].split()[0]),
            "test_images": int(last[-1].split("/")[1].rstrip(")")),
            "file_bytes": os.path.getsize(runs[0].path("model.safetensors"))}


@experiment.needs_full
@experiment.alone
def mlp(lab):
    experiment.warn_if_busy()
    seeds = lab.seeds(SEEDS)
    full = [lab.run(PROGRAM, "--seed", seed, data=lab.full) for seed in seeds]
    bundled = [lab.run(PROGRAM, "--seed", seed) for seed in seeds]
    lab.write("mlp", {"full": mlp_figures(full), "bundled": mlp_figures(bundled)})
    lab.keep_table("mlp_confusion", full[0], "test_confusion.csv")
    lab.keep_table("mlp_test_classes", full[0], "test_classes.csv")


VALIDATION = 5000


@experiment.needs_full
def curves(lab):
    run = lab.run(PROGRAM, "--validation", VALIDATION, "--seed", lab.seeds(1)[0], "--threads", 1,
                  data=lab.full)
    lab.keep_table("mlp_metrics", run, "metrics.csv")
    lab.keep_table("mlp_classes", run, "classes.csv")


# --- optimizers and schedules ---------------------------------------------------------------

EPOCHS, TRIALS = 5, 3

# Three rates for each, about a factor of two apart, so that the best is not at an end.
OPTIMIZERS = {"gd": [0.05, 0.1, 0.2], "momentum": [0.01, 0.02, 0.05],
              "nesterov": [0.01, 0.02, 0.05], "adam": [0.0005, 0.001, 0.002]}
SCHEDULES = {"constant": [0.01, 0.02, 0.05], "step": [0.05, 0.1, 0.2],
             "cosine": [0.02, 0.05, 0.1], "cyclical": [0.02, 0.05, 0.1],
             "one-cycle": [0.05, 0.1, 0.2]}


def at_rates(lab, rates, options):
    """{rate: its runs}"""
    return {rate: lab.runs(PROGRAM, [[*options, "--rate", rate, "--epochs", EPOCHS, "--validation",
                                      VALIDATION, "--seed", seed] for seed in lab.seeds(TRIALS)],
                           data=lab.full) for rate in rates}


def best_of(tried):
    """The figures of the best rate, by mean accuracy on validation images, and its runs."""
    best = None
    for rate, runs in tried.items():
        found = {"rate": rate, **experiment.spread("validation", [r.validation for r in runs])}
        if best is None or found["validation_mean"] > best[0]["validation_mean"]:
            best = found, runs
    return best


def mean_losses(runs):
    """Validation loss after each epoch, over the runs."""
    return [statistics.mean(row["val_loss"] for row in rows)
            for rows in zip(*(run.metrics for run in runs))]


def compare(lab, name, grids, options_of):
    started = {choice: at_rates(lab, rates, options_of(choice)) for choice, rates in grids.items()}
    best = {choice: best_of(tried) for choice, tried in started.items()}
    lab.write(name, {**{choice: figures for choice, (figures, _) in best.items()},
                     "epochs": EPOCHS, "validation_images": VALIDATION})
    losses = [mean_losses(runs) for _, runs in best.values()]
    lab.write_table(name, ["epoch", *best],
                    [[epoch, *row] for epoch, row in enumerate(zip(*losses), start=1)])


@experiment.needs_full
def optimizers(lab):
    compare(lab, "optimizers", OPTIMIZERS,
            lambda name: ["--optimizer", name, "--schedule", "constant"])


@experiment.needs_full
def schedules(lab):
    compare(lab, "schedules", SCHEDULES,
            lambda name: ["--optimizer", "nesterov", "--schedule", name])


def rates(lab):
    """The schedules themselves: a run of one step an epoch logs the rate of every step."""
    steps, largest = 200, 0.01
    runs = lab.runs(PROGRAM, [["--schedule", name, "--rate", largest, "--images", 10, "--batch",
                               0, "--epochs", steps, "--hidden", 10] for name in SCHEDULES])
    lab.write_table("schedule_rates", ["t", *SCHEDULES],
                    [[(rows[0]["step"] - 1) / steps, *(row["rate"] / largest for row in rows)]
                     for rows in zip(*(run.metrics for run in runs))])


# --- a rate to choose -----------------------------------------------------------------------

RATES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2, 4]


def learning_rates(lab):
    """The report's network on the bundled digits: the loss in each iteration, rate by rate."""
    seed, iterations = lab.seeds(1)[0], 200
    runs = lab.runs(PROGRAM, [[*REPORT, "--hidden", 10, "--rate", rate, "--epochs", iterations,
                               "--every", 1, "--seed", seed] for rate in RATES])
    found = [{"rate": rate, "loss": run.metrics[-1]["train_loss"], "dev": run.validation}
             for rate, run in zip(RATES, runs)]
    lab.write("learning_rates", {"rates": found, "iterations": iterations,
                                 "parameters": parameters(runs[0]),
                                 "train_images": int(runs[0].output.splitlines()[0]
                                                     .split(",")[1].split()[0])})
    lab.write_table("learning_rates", ["iteration", *(f"rate_{rate}" for rate in RATES)],
                    [[rows[0]["epoch"], *(row["train_loss"] for row in rows)]
                     for rows in zip(*(run.metrics for run in runs))])


# --- gradients ------------------------------------------------------------------------------

def gradient_check(lab):
    seed, found = lab.seeds(1)[0], {}
    for name, variant in (("double", "double"), ("single", "")):
        run = lab.run(PROGRAM, "--check-gradients", "--hidden", "10", "--seed", seed,
                      "--threads", 1, variant=variant)
        words = run.output.splitlines()[-1].split()  # "largest 1.2e-09, in double precision"
        if words[0] != "largest" or words[3] != name:
            raise experiment.Trouble(f"{run.directory}: the gradient check ended with "
                                     f"{' '.join(words)}")
        found[name] = float(words[1].rstrip(","))
    lab.write("gradient_check", found)


@experiment.alone
def printed(lab):
    lab.transcript("02-training", PROGRAM)
    check = ["--hidden", "16,12", "--check-gradients"]
    lab.transcript("02-check-double", PROGRAM, *check, variant="double")
    lab.transcript("02-check-single", PROGRAM, *check)
    lab.transcript("02-dead", PROGRAM, "--rate", 1, "--epochs", 3)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [report_row, two_hidden, curves, optimizers, schedules,
                                        rates, learning_rates, gradient_check, mlp, printed])
