#!/usr/bin/env python3
"""The figures and curves that chapter 5 quotes, into book/results/.

    grid       the report's grid: weights, activations, gradients or all of them on it, and with
               its faults put right one at a time
    sweep      every scheme and calibration with 8 to 2 bits, after training
    whole      8 bits with whole numbers alone: bit by bit against the simulation, and dynamic
    qat        quantization-aware training: a rate chosen on validation images, then 8 to 2 bits
    pareto     accuracy against bytes of files: small networks, pruned ones, quantized ones, both
    times      one image through floats, integers and dynamic quantization, on one thread
    small      chapter 4's network of 7,960 numbers in every number of bits: for the figure with
               a slider
    printed    what the program prints

The networks are those of chapter 2, 784-128-64-10, trained on 55,000 images of the full MNIST;
5,000 are held out for choices.
"""
import os
import re
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

PROGRAM, SEEDS, FEW = "05-quantization", 5, 3
HELD_OUT = ["--validation", 5000]

# --- the report's grid ------------------------------------------------------------------------

IMAGES, RATE, ITERATIONS = 42000, 0.1, 300
REPORT = ["--hidden", 10, "--batch", 0, "--optimizer", "gd", "--schedule", "constant", "--init",
          "report", "--validation", 1000, "--rate", RATE, "--epochs", ITERATIONS, "--every", 10]
PUBLISHED = {"none": 80.6, "weights": 80.6, "gradients": 74.3, "activations": 54.8, "all": 28.9}
REPAIRS = {"rounded": ["--grid-rounded"], "masked": ["--grid-masked"],
           "calibrated": ["--grid-calibrated"],
           "repaired": ["--grid-rounded", "--grid-masked", "--grid-calibrated"]}


def grid_runs(lab, what, *options):
    seeds = lab.seeds(SEEDS)
    return lab.runs(PROGRAM, [["--grid", what, *options, *REPORT, "--seed", s] for s in seeds],
                    data=[lab.drawn(IMAGES, seed) for seed in seeds])


def training_accuracy(run):
    return 100 * run.metrics[-1]["train_acc"]


def mean_of(runs, table, column, row):
    values = [experiment.read_csv(run.path(table))[row][column] for run in runs]
    return statistics.mean(v for v in values if v is not None) if None not in values else None


@experiment.needs_full
def grid(lab):
    runs = {what: grid_runs(lab, what) for what in PUBLISHED}
    runs.update({name: grid_runs(lab, "all", *options) for name, options in REPAIRS.items()})
    found, table = {}, []
    for place, (name, of) in enumerate(runs.items()):
        figures = experiment.spread("train", [training_accuracy(run) for run in of])
        for column in ("gradients_vanished", "activations_clipped"):
            for when, row in (("first", 0), ("last", -1)):
                share = mean_of(of, "grid.csv", column, row)
                if share is not None:
                    figures[f"{column}_{when}"] = 100 * share
        for when, row in (("first", 0), ("last", -1)):
            figures[f"largest_weight_{when}"] = mean_of(of, "grid.csv", "largest_weight", row)
        found[name] = {**figures, **({"published": PUBLISHED[name]} if name in PUBLISHED else {})}
        table.append([place, PUBLISHED.get(name), *(figures[f"train_{part}"]
                                                    for part in ("mean", "min", "max"))])
    lab.write("quantization_grid", {"cells": found, "rate": RATE, "iterations": ITERATIONS})
    lab.write_table("quantization_grid", ["cell", "published", "mean", "min", "max"], table)
    watched = {name: [experiment.read_csv(run.path("grid.csv")) for run in runs[name]]
               for name in ("none", "activations", "all", "masked")}
    columns, rows = ["step"], []
    for name in watched:
        columns += [f"{name}_weight", f"{name}_clipped", f"{name}_vanished"]
    for i, first in enumerate(watched["none"][0]):
        cells = [first["step"]]
        for tables in watched.values():
            for column in ("largest_weight", "activations_clipped", "gradients_vanished"):
                values = [table[i][column] for table in tables]
                cells.append(None if None in values else
                             statistics.mean(values) * (1 if column == "largest_weight" else 100))
        rows.append(cells)
    lab.write_table("quantization_grid_steps", columns, rows)


# --- after training ---------------------------------------------------------------------------

def float_models(lab, count=SEEDS, hidden="128,64"):
    """Chapter 2's networks, one a seed: what everything else starts from."""
    return lab.runs("02-backprop", [["--hidden", hidden, *HELD_OUT, "--seed", seed]
                                    for seed in lab.seeds(count)], data=lab.full)


def model(run):
    return run.path("model.safetensors")


def from_float(floats, *options, hidden="128,64"):
    return [["--load", model(run), "--hidden", hidden, "--epochs", 0, *HELD_OUT, "--seed", seed,
             *options] for seed, run in enumerate(floats, start=1)]


def validation(run):
    """Accuracy in percent on the validation images after quantization, from its line."""
    found = re.search(r"^quantized, validation: ([\d.]+) %", run.output, re.MULTILINE)
    return float(found[1])


def file_bytes(run):
    return os.path.getsize(run.path("quantized.safetensors"))


SCHEMES = ["report", "rounded", "symmetric", "asymmetric", "q-format", "k-means", "powers"]
CALIBRATIONS = ["min-max", "percentile", "mse"]


@experiment.needs_full
def sweep(lab):
    floats = float_models(lab)
    runs = lab.runs(PROGRAM, from_float(floats, "--sweep"), data=lab.full)
    tables = [experiment.read_csv(run.path("sweep.csv")) for run in runs]
    found = {"float": {**experiment.spread("accuracy", [run.accuracy for run in floats]),
                       "bytes": os.path.getsize(model(floats[0]))}, "weights": {},
             "activations": {}}
    weights, activations = {}, {}
    for rows in zip(*tables):
        row = rows[0]
        accuracies = [100 * r["test_acc"] for r in rows]
        bits, of = int(row["bits"]), SCHEMES[int(row["scheme"])]
        how = CALIBRATIONS[int(row["calibration"])]
        if row["activation_bits"] == 8 and row["activation_calibration"] == 0:
            name = f"{of}_{'channel' if row['per_channel'] else 'tensor'}_{how}".replace("-", "_")
            cell = {**experiment.spread("accuracy", accuracies), "bytes": row["bytes"]}
            found["weights"].setdefault(name, {})[f"b{bits}"] = cell
            weights.setdefault(bits, {})[name] = cell["accuracy_mean"]
        if of == "symmetric" and row["per_channel"] and bits == 8 and how == "min-max":
            name = CALIBRATIONS[int(row["activation_calibration"])].replace("-", "_")
            bits = int(row["activation_bits"])
            cell = experiment.spread("accuracy", accuracies)
            found["activations"].setdefault(name, {})[f"b{bits}"] = cell
            activations.setdefault(bits, {})[name] = cell["accuracy_mean"]
    lab.write("quantization_sweep", found)
    names = list(found["weights"])
    lab.write_table("quantization_sweep", ["bits", *names],
                    [[bits, *(row[name] for name in names)] for bits, row in weights.items()])
    names = list(found["activations"])
    lab.write_table("quantization_activations", ["bits", *names],
                    [[bits, *(row[name] for name in names)]
                     for bits, row in activations.items()])


def difference(runs, floats):
    """Of each run's accuracy to that of the float network that it comes from, in points."""
    return [run.accuracy - before.accuracy for run, before in zip(runs, floats)]


@experiment.needs_full
def whole(lab):
    floats = float_models(lab)
    cells = {"static": ["--per-channel", "--verify"], "tensor": ["--verify"],
             "dynamic": ["--per-channel", "--dynamic"], "one_image": ["--per-channel", "--samples", 1],
             "ten_images": ["--per-channel", "--samples", 10]}
    started = {name: lab.runs(PROGRAM, from_float(floats, *options), data=lab.full)
               for name, options in cells.items()}
    found = {}
    for name, runs in started.items():
        found[name] = {**experiment.spread("accuracy", [run.accuracy for run in runs]),
                       **experiment.spread("change", difference(runs, floats)),
                       "bytes": file_bytes(runs[0])}
        if "--verify" in cells[name]:
            agree = [re.search(r"agree in every logit on (\d+) of (\d+)", run.output) for run in runs]
            others = [int(re.search(r"takes (\d+) of them", run.output)[1]) for run in runs]
            products = re.search(r"products of integers for an image: (\d+)", runs[0].output)
            found[name].update(agree=sum(int(m[1]) for m in agree), of=sum(int(m[2]) for m in agree),
                               float_twin_differs=sum(others), products=int(products[1]))
    lab.write("quantization_integers", {
        **found, "float": experiment.spread("accuracy", [run.accuracy for run in floats])})


# --- quantization-aware training --------------------------------------------------------------

EPOCHS, RATES = 3, [0.02, 0.05, 0.1]
CELLS = [(8, 8), (4, 8), (3, 8), (2, 8), (4, 4), (2, 2)]


def qat_options(bits, activation_bits, rate):
    calibration = "mse" if bits < 4 else "min-max"
    return ["--per-channel", "--bits", bits, "--activation-bits", activation_bits, "--calibration",
            calibration, "--activation-calibration", "mse" if activation_bits < 8 else "min-max",
            "--qat", EPOCHS, "--qat-rate", rate]


def best_rate(lab, floats):
    """By mean accuracy on validation images, of 2-bit weights: where it matters most."""
    started = {rate: lab.runs(PROGRAM, from_float(floats[:FEW], *qat_options(2, 8, rate)), data=lab.full)
               for rate in RATES}
    tried = {rate: statistics.mean(validation(run) for run in runs) for rate, runs in started.items()}
    return max(tried, key=tried.get), tried


def qat_runs(lab, floats, bits, activation_bits, rate):
    """{"after": quantized after training, "aware": trained on with the quantization}"""
    started = {}
    for name, epochs in (("after", 0), ("aware", EPOCHS)):
        options = qat_options(bits, activation_bits, rate)
        options[options.index("--qat") + 1] = epochs
        started[name] = lab.runs(PROGRAM, from_float(floats, *options), data=lab.full)
    return started


@experiment.needs_full
def qat(lab):
    floats = float_models(lab)
    rate, tried = best_rate(lab, floats)
    started = {cell: qat_runs(lab, floats, *cell, rate) for cell in CELLS}
    found, table = {}, []
    for bits, activation_bits in CELLS:
        cell = {}
        for name, runs in started[bits, activation_bits].items():
            cell[name] = {**experiment.spread("accuracy", [run.accuracy for run in runs]),
                          **experiment.spread("change", difference(runs, floats)),
                          "bytes": file_bytes(runs[0])}
        found[f"w{bits}a{activation_bits}"] = cell
        if activation_bits == 8:
            table.append([bits, *(cell[name][f"accuracy_{part}"] for name in ("after", "aware")
                                  for part in ("mean", "min", "max"))])
    lab.write("quantization_aware", {
        "cells": found, "epochs": EPOCHS, "rate": rate,
        "rates": {f"r{100 * r:.0f}": {"rate": r, "validation": v} for r, v in tried.items()},
        "float": experiment.spread("accuracy", [run.accuracy for run in floats])})
    lab.write_table("quantization_aware", ["bits", "after_mean", "after_min", "after_max",
                                           "aware_mean", "aware_min", "aware_max"], table)


# --- accuracy against bytes -------------------------------------------------------------------

SIZES = ["10", "32", "64,32"]
PRUNED = [0.8, 0.9, 0.95, 0.98]
BOTH = [(0.8, 4), (0.9, 8), (0.9, 4), (0.9, 2), (0.95, 4)]


@experiment.needs_full
def pareto(lab):
    rate = best_rate(lab, float_models(lab))[0]
    floats = {hidden: float_models(lab, FEW, hidden) for hidden in ["128,64", *SIZES]}
    started = []  # (kind, name, runs, the size in bytes of what a run leaves)
    for hidden, runs in floats.items():
        name = f"784-{hidden.replace(',', '-')}-10"
        started.append(("dense", name, runs, lambda run: os.path.getsize(model(run))))
        for bits in (8, 4, 2):
            options = qat_options(bits, 8, rate) if bits < 8 else ["--per-channel"]
            made = lab.runs(PROGRAM, from_float(runs, *options, hidden=hidden), data=lab.full)
            started.append(("quantized", f"{name}, {bits} bits", made, file_bytes))
    for sparsity in PRUNED:
        made = lab.runs("04-pruning", from_float(floats["128,64"], "--sparsity", sparsity,
                                                 "--fine-tune", EPOCHS), data=lab.full)
        started.append(("pruned", f"{100 * sparsity:.0f} % zeros", made,
                        lambda run: os.path.getsize(run.path("model-bitmap.safetensors"))))
    for sparsity, bits in BOTH:
        made = lab.runs(PROGRAM, from_float(floats["128,64"], *qat_options(bits, 8, rate), "--prune",
                                            sparsity), data=lab.full)
        started.append(("both", f"{100 * sparsity:.0f} % zeros, {bits} bits", made, file_bytes))
    kinds = {"dense": [], "pruned": [], "quantized": [], "both": []}
    for kind, name, runs, size in started:
        kinds[kind].append({"name": name, **experiment.spread("accuracy", [run.accuracy for run in runs]),
                            "bytes": statistics.mean(map(size, runs))})
    lab.write("quantization_pareto", kinds)
    for kind, points in kinds.items():
        lab.write_table(f"pareto_{kind}", ["bytes", "accuracy", "lowest", "highest"],
                        [[p["bytes"], p["accuracy_mean"], p["accuracy_min"], p["accuracy_max"]]
                         for p in sorted(points, key=lambda p: p["bytes"])])


# --- time -------------------------------------------------------------------------------------

TURNS = 3


def microseconds(run, what):
    return float(re.search(rf"^one image, {what}: ([\d.]+) us", run.output, re.MULTILINE)[1])


@experiment.needs_full
@experiment.alone
def times(lab):
    experiment.warn_if_busy()
    loaded = from_float(float_models(lab, 1), "--time", "--threads", 1, "--per-channel")[0]
    measured = {"floats": [], "integers": [], "dynamic": [], "integers_4_bits": []}
    for _ in range(TURNS):
        static = lab.run(PROGRAM, *loaded, data=lab.full, anew=True)
        dynamic = lab.run(PROGRAM, *loaded, "--dynamic", data=lab.full, anew=True)
        four = lab.run(PROGRAM, *loaded, "--bits", 4, data=lab.full, anew=True)
        measured["floats"] += [microseconds(r, "floats") for r in (static, dynamic, four)]
        measured["integers"].append(microseconds(static, "integers"))
        measured["dynamic"].append(microseconds(dynamic, "dynamic"))
        measured["integers_4_bits"].append(microseconds(four, "integers"))
    found = {f"{name}_us": statistics.median(values) for name, values in measured.items()}
    lab.write("quantization_times", {**found,
                                     "ratio": found["floats_us"] / found["integers_us"]})


SMALL = os.path.join(experiment.RESULTS, "small_network.safetensors")


def small(lab):
    run = lab.run(PROGRAM, "--load", SMALL, "--hidden", 10, "--epochs", 0, "--sweep", "--threads", 1)
    accuracies = {}
    for row in experiment.read_csv(run.path("sweep.csv")):
        if (row["per_channel"], row["calibration"], row["activation_bits"]) == (0, 0, 8):
            of = SCHEMES[int(row["scheme"])].replace("-", "_")
            accuracies.setdefault(int(row["bits"]), {})[of] = 100 * row["test_acc"]
    names = list(accuracies[8])
    lab.write_table("small_network_bits", ["bits", *names],
                    [[bits, *(row[name] for name in names)] for bits, row in accuracies.items()])
    lab.write_table("small_network_histogram", ["from", "to", "weights"],
                    histogram(experiment.read_tensor(SMALL, "layers.0.weight"), 81))


def histogram(values, bins):
    low, high = min(values), max(values)
    width = (high - low) / bins
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - low) / width))] += 1
    return [[low + i * width, low + (i + 1) * width, count] for i, count in enumerate(counts)]


@experiment.alone
def printed(lab):
    lab.transcript("05-quantization", PROGRAM, "--bits", 4, "--per-channel")


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [grid, sweep, whole, qat, pareto, small, times, printed])
