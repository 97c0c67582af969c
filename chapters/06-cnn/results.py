#!/usr/bin/env python3
"""The figures and pictures that chapter 6 quotes, into book/results/ and figures/.

    networks   the three networks over ten seeds on all of MNIST: as trained, and in the other
               forms that they take in use; what they confuse, and how many networks miss which
               test image
    ablation   what each ingredient of the best network is worth, on validation images
    pruning    the best network with ever fewer weights
    pictures   mistakes, windows and feature maps of one best network
    reader     its weights, and a test image of each digit, for the figure that reads what one
               draws
    printed    what the program prints

The speed is measured by bench.py.
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment
import idx

PROGRAM = "06-cnn"
NETS = ["plain", "batchnorm", "best"]
SEEDS = 10
FORMS = ["trained", "shifted", "folded", "half", "whole"]  # the rows of forms.csv
CLASSES = 10


def network_runs(lab, net, seeds):
    return lab.runs(PROGRAM, [["--net", net, "--forms", "--seed", seed] for seed in seeds],
                    data=lab.full)


def parameters(run):
    """From "best: 7866 parameters, 60000 images to learn from"."""
    return int(run.output.splitlines()[0].split(":")[1].split()[0])


def form_figures(runs):
    """{form: accuracies over the seeds, and bytes of its file}."""
    tables = [experiment.read_csv(run.path("forms.csv")) for run in runs]
    return {form: {**experiment.spread("accuracy", [100 * table[i]["test_acc"]
                                                    for table in tables]),
                   "bytes": int(tables[0][i]["bytes"])}
            for i, form in enumerate(FORMS)}


def drop(figures, form):
    """How many points a form has lost against the network as trained, on average."""
    return figures["trained"]["accuracy_mean"] - figures[form]["accuracy_mean"]


def network_figures(runs):
    forms = form_figures(runs)
    return {**experiment.spread("accuracy", [run.accuracy for run in runs]), **forms,
            "whole_drop": drop(forms, "whole"), "half_drop": drop(forms, "half"),
            "parameters": parameters(runs[0]),
            "seconds_mean": statistics.mean(run.metrics[-1]["seconds"] for run in runs)}


def sum_tables(runs, name):
    """The sum over runs of a table of counts, its first two columns kept."""
    tables = [experiment.read_csv(run.path(name)) for run in runs]
    return [list(rows[0].values())[:2] + [sum(row[column] for row in rows)
                                          for column in list(rows[0])[2:]]
            for rows in zip(*tables)]


def pairs(confusion):
    """The most frequent confusions: truth, guess, times."""
    found = [(row[2 + guess], int(row[1]), guess) for row in confusion for guess in range(CLASSES)
             if guess != int(row[1])]
    return [{"times": int(times), "digit": digit, "guess": guess}
            for times, digit, guess in sorted(found, reverse=True)[:6]]


def missed(runs):
    """Of each test image, how many of the networks miss it: {how many networks: images}."""
    tables = [experiment.read_csv(run.path("predictions.csv")) for run in runs]
    times = [sum(row["label"] != row["guess"] for row in rows) for rows in zip(*tables)]
    return {"by_any": sum(t > 0 for t in times), "by_most": sum(2 * t > len(runs) for t in times),
            "by_all": sum(t == len(runs) for t in times), "by_one": sum(t == 1 for t in times)}


@experiment.needs_full
def networks(lab):
    seeds = lab.seeds(SEEDS)
    runs = {net: network_runs(lab, net, seeds) for net in NETS}
    figures = {net: network_figures(found) for net, found in runs.items()}
    for net in NETS:
        confusion = sum_tables(runs[net], "test_confusion.csv")
        columns = ["epoch", "truth"] + [f"taken_for_{guess}" for guess in range(CLASSES)]
        lab.write_table(f"cnn_confusion_{net}", columns, confusion)
        figures[net]["pairs"] = pairs(confusion)
        figures[net]["missed"] = missed(runs[net])
    lab.write("cnn", {**figures, "networks": SEEDS})
    lab.write_table("cnn_seeds", ["seed", *NETS, "shifted"],
                    [[seed, *(runs[net][i].accuracy for net in NETS),
                      100 * experiment.read_csv(runs["best"][i].path("forms.csv"))[1]["test_acc"]]
                     for i, seed in enumerate(seeds)])


VALIDATION, TRIALS = 10000, 3
ABLATION = {  # from the first network to the last, and what is missing if one thing is left out
    "plain_constant": ["--net", "plain", "--schedule", "constant", "--rate", 0.02, "--decay", 0],
    "plain": ["--net", "plain"],
    "batchnorm_not_augmented": ["--net", "batchnorm", "--augment", 0, "--clean", 0],
    "batchnorm": ["--net", "batchnorm"],
    "without_augmentation": ["--augment", 0],
    "without_clean": ["--clean", 0],
    "without_decay": ["--decay", 0],
    "without_schedule": ["--schedule", "constant", "--rate", 0.02],
    "less_augmentation": ["--augment", 0.7],
    "more_augmentation": ["--augment", 1.4],
    "best": [],
}


@experiment.needs_full
def ablation(lab):
    seeds = lab.seeds(TRIALS)
    started = {name: lab.runs(PROGRAM, [[*options, "--validation", VALIDATION, "--seed", seed]
                                        for seed in seeds], data=lab.full)
               for name, options in ABLATION.items()}
    found = {}
    for name, runs in started.items():
        found[name] = {
            **experiment.spread("validation", [run.validation for run in runs]),
            "loss_mean": statistics.mean(run.metrics[-1]["val_loss"] for run in runs),
            "train_mean": statistics.mean(100 * run.metrics[-1]["train_acc"] for run in runs)}
    lab.write("cnn_ablation", {**found, "validation_images": VALIDATION, "trials": TRIALS})


SPARSITIES = [0.3, 0.5, 0.7, 0.8, 0.9]


@experiment.needs_full
def pruning(lab):
    seeds = lab.seeds(2)
    trained = network_runs(lab, "best", seeds)
    started = {sparsity: lab.runs(PROGRAM, [["--load", run.path("model.safetensors"), "--epochs", 0,
                                             "--prune", sparsity, "--seed", seed]
                                            for seed, run in zip(seeds, trained)], data=lab.full)
               for sparsity in SPARSITIES}
    table, found = [], {}
    for sparsity, runs in started.items():
        figures = experiment.spread("accuracy", [run.accuracy for run in runs])
        found[f"s{round(100 * sparsity)}"] = figures
        table.append([sparsity, *figures.values()])
    lab.write("cnn_pruning", found)
    lab.write_table("cnn_pruning", ["sparsity", "mean", "sd", "min", "max"], table)


@experiment.needs_full
def pictures(lab):
    figures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "figures")
    trained = network_runs(lab, "best", lab.seeds(1))[0]
    run = lab.run(PROGRAM, "--load", trained.path("model.safetensors"), "--epochs", 0,
                  "--pictures", "--threads", 1, data=lab.full)
    for name in ("mistakes", "windows", "features"):
        lab.keep_picture(name, run, figures)
    mistakes = experiment.read_csv(run.path("mistakes.csv"))
    lab.write("cnn_mistakes", {"count": len(mistakes),
                               "labels": [int(row["label"]) for row in mistakes],
                               "guesses": [int(row["guess"]) for row in mistakes]})
    keep = network_runs(lab, "best", [1])[0]
    lab.keep_table("cnn_metrics", keep, "metrics.csv")


@experiment.needs_full
def reader(lab):
    run = network_runs(lab, "best", lab.seeds(1))[0]
    lab.keep_weights("cnn_reader", run)
    _, pixels = idx.test_images(lab.full)
    _, labels = idx.test_labels(lab.full)
    first = [labels.index(digit) for digit in range(CLASSES)]
    lab.write_table("cnn_reader_digits", [f"digit_{digit}" for digit in range(CLASSES)],
                    zip(*(pixels[784 * i:784 * (i + 1)] for i in first)))
    lab.write("cnn_reader", {"accuracy": run.accuracy, "parameters": parameters(run)})


@experiment.alone
def printed(lab):
    lab.transcript("06-summary", PROGRAM, "--net", "plain", "--summary")
    lab.transcript("06-summary-best", PROGRAM, "--summary")
    lab.transcript("06-training", PROGRAM)
    lab.transcript("06-forms", PROGRAM, "--net", "batchnorm", "--forms", "--quiet")


if __name__ == "__main__":
    experiment.main(__file__, __doc__,
                    [networks, ablation, pruning, pictures, reader, printed])
