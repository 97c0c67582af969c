#!/usr/bin/env python3
"""The figures and curves that chapter 4 quotes, into book/results/.

    printed       what the program prints
    pruned        784-300-100-10 on all of MNIST: dense, then with 92.3 % and 95 % of the weights
                  removed, with and without fine-tuning; sizes of files; test images
    pruning_curves  accuracy against sparsity, right after pruning and after fine-tuning: by
                  magnitude, of each layer and of all; by gradient; at random
    pruning_schedules  one-shot, iterative and gradual with the same number of epochs
    tickets       from the first weights again, and from others: the lottery ticket
    pruned_units  whole hidden units
    report_pruning  the report's percentile rule beside a mask
    small_network  784-10-10, pruned to every fifth percent: for the figure with a slider

All but pruned are measured on validation images. The time is measured by bench.py.
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

PROGRAM = "04-pruning"
SEEDS, TRIALS = 5, 3
VALIDATION = 5000

# Chosen on validation images.
NETWORK = ["--hidden", "300,100", "--validation", VALIDATION, "--batch", 128, "--decay", 1e-4]
DENSE = [*NETWORK, "--rate", 0.2, "--epochs", 20]
LOADED = [*NETWORK, "--epochs", 0, "--fine-rate", 0.2]


def percent(values):
    return [100 * value for value in values]


def dense_models(lab, count):
    """The trained networks of so many seeds: model files, and the runs."""
    runs = lab.runs("02-backprop", [[*DENSE, "--every", 20, "--seed", seed]
                                    for seed in lab.seeds(count)], data=lab.full)
    return [run.path("model.safetensors") for run in runs], runs


def pruned_runs(lab, models, *options):
    """One run for each model; its seed is its place."""
    return lab.runs(PROGRAM, [[*LOADED, "--load", model, "--seed", seed, *options]
                              for seed, model in enumerate(models, start=1)], data=lab.full)


def last_round(run):
    return experiment.read_csv(run.path("pruning.csv"))[-1]


def validation(runs, column):
    return percent(last_round(run)[column] for run in runs)


# --- the reference case ---------------------------------------------------------------------

FILES = {"dense": "model-dense", "csr": "model-csr", "bitmap": "model-bitmap"}


def with_sizes(runs):
    """Test accuracy, and the sizes of the first run's files."""
    found = {**experiment.spread("test", [run.accuracy for run in runs]),
             "zeros": 100 * last_round(runs[0])["zeros"]}
    for kind, name in FILES.items():
        found[f"{kind}_bytes"] = os.path.getsize(runs[0].path(f"{name}.safetensors"))
    smallest = min(found["csr_bytes"], found["bitmap_bytes"])
    return {**found, "times_smaller": found["dense_bytes"] / smallest}


@experiment.needs_full
def pruned(lab):
    models, dense = dense_models(lab, SEEDS)
    tuned = ["--pruning", "gradual", "--fine-tune", 10]
    found = {"dense": {**experiment.spread("test", [run.accuracy for run in dense]),
                       "parameters": 784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10,
                       "weights": 784 * 300 + 300 * 100 + 100 * 10},
             "train_images": 60000 - VALIDATION, "validation_images": VALIDATION}
    started = {name: pruned_runs(lab, models, *options) for name, options in {
            "s30": ["--sparsity", 0.3, "--fine-tune", 0],
            "s50": ["--sparsity", 0.5, "--fine-tune", 0],
            "s923": ["--sparsity", 0.923, *tuned],
            "s95": ["--sparsity", 0.95, *tuned],
            "s923_cut": ["--sparsity", 0.923, "--fine-tune", 0],
            "s923_cut_layer": ["--sparsity", 0.923, "--fine-tune", 0, "--scope", "layer"],
            "s923_layer": ["--sparsity", 0.923, *tuned, "--scope", "layer"]}.items()}
    found.update({name: with_sizes(runs) for name, runs in started.items()})
    lab.write("pruned", found)


# --- curves ---------------------------------------------------------------------------------

SPARSITIES = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998]
CHOICES = {"magnitude": [], "layer": ["--scope", "layer"],
           "gradient": ["--criterion", "gradient"], "random": ["--criterion", "random"]}


@experiment.needs_full
def pruning_curves(lab):
    models, dense = dense_models(lab, TRIALS)
    reached = statistics.mean(run.validation for run in dense)
    table, found = [], {"dense": reached, "epochs": 3, "validation_images": VALIDATION}
    started = {(sparsity, name): pruned_runs(lab, models, "--sparsity", sparsity, "--fine-tune", 3,
                                             *options)
               for sparsity in SPARSITIES for name, options in CHOICES.items()}
    for sparsity in SPARSITIES:
        row = [100 * sparsity]
        for name in CHOICES:
            runs = started[sparsity, name]
            cut, tuned = validation(runs, "val_pruned"), validation(runs, "val_tuned")
            row += [statistics.mean(cut), statistics.mean(tuned), statistics.stdev(tuned)]
            found.setdefault(name, {})[f"s{1000 * sparsity:.0f}"] = {
                **experiment.spread("cut", cut), **experiment.spread("tuned", tuned)}
        table.append(row)
    lab.write("pruning_curves", found)
    lab.write_table("pruning_curves", ["sparsity", *(f"{name}_{part}" for name in CHOICES
                                                     for part in ("cut", "tuned", "sd"))], table)


@experiment.needs_full
def pruning_schedules(lab):
    models, _ = dense_models(lab, TRIALS)
    ways = {"one-shot": ["--fine-tune", 6],
            "iterative": ["--pruning", "iterative", "--rounds", 3, "--fine-tune", 2],
            "gradual": ["--pruning", "gradual", "--fine-tune", 6]}
    started = {name: {f"s{1000 * sparsity:.0f}": pruned_runs(lab, models, "--sparsity", sparsity, *options)
                      for sparsity in (0.95, 0.98, 0.99)} for name, options in ways.items()}
    found = {name: {place: experiment.spread("tuned", validation(runs, "val_tuned"))
                    for place, runs in of.items()} for name, of in started.items()}
    lab.write("pruning_schedules", {"epochs": 6, "rounds": 3, **found})


# --- lottery tickets ------------------------------------------------------------------------

TICKETS = [0.9, 0.95, 0.98, 0.99]
BEGINNINGS = {"rewound": ["--rewind"], "drawn_anew": ["--reinit"]}


@experiment.needs_full
def tickets(lab):
    table, found = [], {"epochs": 5, "rounds": 2}
    trained = [*NETWORK, "--rate", 0.2, "--epochs", 5, "--pruning", "iterative", "--rounds", 2]
    started = {(sparsity, name): lab.runs(PROGRAM, [[*trained, "--sparsity", sparsity, "--seed", seed,
                                                     *options] for seed in lab.seeds(TRIALS)],
                                          data=lab.full)
               for sparsity in TICKETS for name, options in BEGINNINGS.items()}
    for sparsity in TICKETS:
        row = [100 * sparsity]
        for name in BEGINNINGS:
            reached = validation(started[sparsity, name], "val_tuned")
            row += [statistics.mean(reached), statistics.stdev(reached)]
            found.setdefault(name, {})[f"s{1000 * sparsity:.0f}"] = experiment.spread(
                "validation", reached)
        table.append(row)
    lab.write("tickets", found)
    lab.write_table("tickets", ["sparsity", "rewound", "rewound_sd", "drawn_anew",
                                "drawn_anew_sd"], table)


# --- units, and the report ------------------------------------------------------------------

def shrunk_network(run):
    """From "784 dense 30 relu dense 10 relu dense 10: 23970 parameters, ..."."""
    lines = [line for line in run.output.splitlines() if " parameters, " in line]
    words = lines[-1].split(":")
    layers = [word for word in words[0].split() if word.isdigit()]
    return {"network": "-".join(layers), "parameters": int(words[1].split()[0])}


@experiment.needs_full
def pruned_units(lab):
    models, _ = dense_models(lab, TRIALS)
    found = {"epochs": 6}
    started = {sparsity: pruned_runs(lab, models, "--structured", "--scope", "layer", "--sparsity", sparsity,
                                     "--pruning", "gradual", "--fine-tune", 6)
               for sparsity in (0.5, 0.75, 0.9)}
    for sparsity, runs in started.items():
        found[f"s{1000 * sparsity:.0f}"] = {
            **experiment.spread("tuned", validation(runs, "val_tuned")), **shrunk_network(runs[0]),
            "bytes": os.path.getsize(runs[0].path("model-dense.safetensors"))}
    lab.write("pruned_units", found)


# As the report trained (chapter 2), at one of its settings: 784-10-10, rate 0.5, 500 iterations,
# 10 % pruned; 89.7 % is what it published for it.
REPORT = ["--hidden", 10, "--batch", 0, "--optimizer", "gd", "--schedule", "constant", "--init",
          "report", "--decay", 0, "--validation", 1000, "--epochs", 0, "--fine-tune", 500,
          "--fine-rate", 0.5, "--every", 500, "--sparsity", 0.1, "--scope", "layer"]


@experiment.needs_full
def report_pruning(lab):
    seeds, found = lab.seeds(SEEDS), {"published": 89.7, "rate": 0.5, "iterations": 500}
    data = [lab.drawn(42000, seed) for seed in seeds]
    started = {name: lab.runs(PROGRAM, [[*REPORT, "--pruning", way, "--seed", seed] for seed in seeds],
                              data=data) for name, way in {"report": "report", "mask": "one-shot"}.items()}
    for name, runs in started.items():
        found[name] = {**experiment.spread("dev", validation(runs, "val_tuned")),
                       **experiment.spread("zeros", percent(last_round(run)["zeros"]
                                                            for run in runs))}
    lab.write("report_pruning", found)


# --- a network small enough to look at ------------------------------------------------------

SMALL = ["--hidden", 10, "--validation", 1000, "--decay", 3e-3]


def small_network(lab):
    """On the bundled digits. Each matrix loses the same share, so that what a picture of the
    first one shows is what its percentile says."""
    run = lab.run("02-backprop", *SMALL, "--epochs", 20, "--seed", lab.seeds(1)[0],
                  "--threads", 1)
    shares = [percent / 100 for percent in range(0, 100, 5)]
    rounds = [last_round(lab.run(PROGRAM, *SMALL, "--load", run.path("model.safetensors"),
                                 "--epochs", 0, "--scope", "layer", "--sparsity", share,
                                 "--fine-tune", 3, "--threads", 1)) for share in shares]
    lab.keep_weights("small_network", run)
    lab.write("small_network", {"validation": run.validation, "validation_images": 1000,
                                "epochs": 3})
    lab.write_table("small_network_pruned", ["percent", "cut", "tuned"],
                    [[100 * share, 100 * row["val_pruned"], 100 * row["val_tuned"]]
                     for share, row in zip(shares, rounds)])


@experiment.alone
def printed(lab):
    lab.transcript("04-pruning", PROGRAM)
    lab.transcript("04-units", PROGRAM, "--structured", "--sparsity", 0.5, "--quiet")


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [pruned, pruning_curves, pruning_schedules, tickets,
                                        pruned_units, report_pruning, small_network, printed])
