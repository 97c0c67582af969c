#!/usr/bin/env python3
"""The figures that chapter 7 quotes, into book/results/.

    study     the whole table, as published and corrected, over five seeds: about half an hour
    beyond    pruning more than the report's 10 %
    faults    one fault at a time, alone and left out
    rates     each loss at a rate of its own, chosen on development images
    printed   what the program prints

The cells lie in build/results/07-study-*; those that are there are not made again, unless the
program has changed since, or with --again.
"""
import copy
import hashlib
import os
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import collect
import experiment
from experiment import spread

PROGRAM = "07-study"
SEEDS, FEWER = 5, 3

# Accuracy in percent on the development set, as the report has it.
PUBLISHED = {
    "classical": (73.5, 89.9, 82.1, 88.8, 77.1),
    "quantized": (40, 8.7, 16.5, 9.9, 23.3),  # "no loss function": the model of one-hot
    "quantized-one-hot": (32.5, 12.2, 20.2, 11.89, 24.2),
    "quantized-mse": (31.4, 9.5, 15.29, 28.1, 26),
    "quantized-cross-entropy": (38.1, 8.79, 22.2, 13.6, 15.9),
    "quantized-focal": (41, 10.1, 27.4, 10.9, 19.4),
    "quantized-hinge": (36.19, 12.4, 15.2, 11.1, 21.8),
    "pruned-one-hot": (63.5, 88.5, 84.5, 89.7, 83.3),
    "pruned-mse": (67.8, 89.7, 82.19, 88.7, 79.8),
    "pruned-cross-entropy": (66, 89.4, 84.1, 91.6, 75.5),
    "pruned-focal": (58.19, 86.9, 84.2, 88.4, 79.2),
    "pruned-hinge": (59.9, 86.9, 84.0, 91.1, 82.69),
}
LOSSES = ["one-hot", "mse", "cross-entropy", "focal", "hinge"]
BEST = ("0.5", 500)  # the setting at which the models are compared closely
DIGITS = range(10)


def key(setting):
    """("0.5", 500): "r05_i500"."""
    rate, iterations = setting
    return f"r{rate.replace('.', '')}_i{iterations}"


def model_of(row):
    return "quantized-one-hot" if row == "quantized" else row


# --- making cells ---------------------------------------------------------------------------

class Place:
    """Where cells of one study lie, and how they are made."""

    def __init__(self, lab, *options):
        self.program, digest = lab.program(PROGRAM)
        self.options = [str(option) for option in options]
        text = f"{digest} {os.path.realpath(lab.full)} {self.options}"
        self.directory = os.path.join(
            lab.build, "results", f"{PROGRAM}-{hashlib.sha256(text.encode()).hexdigest()[:16]}")
        self.data, self.lab = lab.unpacked(), lab
        with lab.lock:
            if lab.again and self.directory not in lab.fresh:
                shutil.rmtree(self.directory, ignore_errors=True)
                lab.fresh.add(self.directory)

    def list(self, *choice):
        """The names of some cells."""
        command = [self.program, "--list", *map(str, choice)]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise experiment.Trouble(done.stderr.strip())
        return done.stdout.splitlines()

    def make_one(self, name):
        finished = os.path.exists(os.path.join(self.directory, name + ".json"))
        command = [self.program, "--data", self.data, "--out", self.directory, "--threads", "1",
                   "--quiet", "--cell", name, *self.options]
        if finished:
            return
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise experiment.Trouble(f"{name} ended with status {done.returncode}: "
                                     f"{done.stderr.strip()}")
        experiment.say(f"  {name}")

    def start(self, *choice):
        """Has some cells made; their names."""
        names = self.list(*choice)
        for name in names:
            self.cell(name)
        return names

    def cell(self, name):
        return self.lab.start((self.directory, name), self.make_one, name)

    def read(self, names):
        """The cells of these names, when all are there."""
        for name in names:
            self.cell(name).result()
        wanted = set(names)
        try:
            cells = collect.load(self.directory)
        except collect.Refused as reason:
            raise experiment.Trouble(str(reason)) from reason
        return [cell for cell in cells if cell.content["made_with"]["cell"] in wanted]


# --- the table three times ------------------------------------------------------------------

def figures(cells, mode, model, setting):
    """The seeds' accuracies in one place of the table."""
    here = collect.chosen(cells, mode=mode, model=model, rate=setting[0], iterations=setting[1])
    found = {**spread("dev", [cell.accuracy("development") for cell in here]),
             **spread("average", [cell.average for cell in here])}
    if mode == "corrected":
        found.update(spread("test", [cell.accuracy("test") for cell in here]))
    return found


def whole_table(cells):
    """{row: {setting: {"published", "reproduced": {...}, "corrected": {...}}}}"""
    return {row: {key(setting): {"published": published,
                                 "reproduced": figures(cells, "published", model_of(row), setting),
                                 "corrected": figures(cells, "corrected", model_of(row), setting)}
                  for setting, published in zip(collect.SETTINGS, values)}
            for row, values in PUBLISHED.items()}


TABLE_COLUMNS = ["place", "setting", "row", "published", "reproduced_mean", "reproduced_min",
                 "reproduced_max", "corrected_mean", "corrected_min", "corrected_max"]


def table_rows(table):
    """One row for each of the 60 places, setting after setting, with a gap between settings."""
    for s, setting in enumerate(collect.SETTINGS):
        for r, row in enumerate(PUBLISHED):
            found = table[row][key(setting)]
            yield [s * (len(PUBLISHED) + 2) + r, s, r, found["published"],
                   *(found["reproduced"][f"dev_{what}"] for what in ("mean", "min", "max")),
                   *(found["corrected"][f"test_{what}"] for what in ("mean", "min", "max"))]


def same_bits(cells):
    """In how many groups of published cells that differ in the printed loss alone all weights
    are the same, to the bit; and the same for corrected ones. Groups that are not whole do not count."""
    found = {}
    for mode in ("published", "corrected"):
        groups = {}
        for cell in collect.chosen(cells, mode=mode):
            kind, _, loss = cell.model.partition("-")
            if loss:
                place = (kind, cell.rate, cell.iterations, cell.seed)
                groups.setdefault(place, []).append(cell.setting["weights"])
        groups = {place: group for place, group in groups.items() if len(group) == len(LOSSES)}
        found[mode] = {"groups": len(groups), "models_each": len(LOSSES),
                       "identical": sum(len(set(group)) == 1 for group in groups.values())}
    return found


def stand_ins(cells):
    """One-hot's published cells in the place of those that differ in the printed loss alone and were not
    made."""
    there = {(cell.model, cell.rate, cell.iterations, cell.seed)
             for cell in collect.chosen(cells, mode="published")}
    for cell in collect.chosen(cells, mode="published"):
        kind, _, loss = cell.model.partition("-")
        for other in LOSSES if loss == "one-hot" else ():
            model = f"{kind}-{other}"
            if (model, cell.rate, cell.iterations, cell.seed) not in there:
                found = copy.copy(cell)
                found.model = model
                yield found


def best_settings(cells):
    """The setting of each corrected model that is best on development images, and its test."""
    found = {}
    for model in collect.MODELS:
        means = {setting: figures(cells, "corrected", model, setting)
                 for setting in collect.SETTINGS}
        best = max(means, key=lambda setting: means[setting]["dev_mean"])
        found[model] = {"rate": float(best[0]), "iterations": best[1], **means[best]}
    return found


def forms(cells):
    """What the deployed models weigh, at the setting of the close comparison."""
    found = {}
    for mode in ("published", "corrected"):
        for model in ("classical", "quantized-one-hot", "pruned-one-hot"):
            here = collect.chosen(cells, mode=mode, model=model, rate=BEST[0],
                                  iterations=BEST[1])
            found.setdefault(mode, {})[model] = {
                "bytes": max(cell.setting["bytes"] for cell in here),
                "products": max(cell.setting["products"] for cell in here),
                "zero_percent": 100 * statistics.mean(cell.setting["zeros"] for cell in here),
                "image_us": 1e6 * statistics.median(cell.setting["image_seconds"]
                                                    for cell in here)}
    dense = found["corrected"]["classical"]["bytes"]
    for models in found.values():
        for figure in models.values():
            figure["ratio"] = dense / figure["bytes"]
    return found


def conclusions(cells, table):
    """What the published table invites to conclude, beside what the cells say."""
    place = key(BEST)
    losses = {}
    for kind in ("quantized", "pruned"):
        published = [PUBLISHED[f"{kind}-{loss}"][collect.SETTINGS.index(BEST)] for loss in LOSSES]
        losses[kind] = {"published_range": max(published) - min(published)}
        for name, mode, what in (("reproduced", "published", "dev_mean"),
                                 ("corrected", "corrected", "test_mean")):
            means = [figures(cells, mode, f"{kind}-{loss}", BEST)[what] for loss in LOSSES]
            losses[kind][f"{name}_range"] = max(means) - min(means)
    gains = {}
    for model in ("pruned-one-hot", "quantized-one-hot"):
        differences = []
        for base in collect.chosen(cells, mode="corrected", model="classical", rate=BEST[0],
                                   iterations=BEST[1]):
            other = collect.chosen(cells, mode="corrected", model=model, rate=BEST[0],
                                   iterations=BEST[1], seed=base.seed)[0]
            differences.append(other.accuracy("test") - base.accuracy("test"))
        gains[model] = spread("test", differences)
    return {"losses": losses, "against_classical": gains,
            "seed_range": max(table["classical"][place]["reproduced"]["dev_max"] -
                              table["classical"][place]["reproduced"]["dev_min"],
                              0.0)}


def cost(cells):
    """What making these cells takes: seconds of a processor, whatever else the machine did."""
    made = {cell.content["made_with"]["cell"]: cell.content["seconds"] for cell in cells}
    seconds = list(made.values())
    return {"cells": len(seconds), "core_minutes": sum(seconds) / 60,
            "minutes_on_two_cores": sum(seconds) / 120,
            "cell_seconds_median": statistics.median(seconds)}


# --- digits ---------------------------------------------------------------------------------

def f1(measured, digit):
    confusion = measured["confusion"]
    taken = sum(row[digit] for row in confusion)
    are = sum(confusion[digit])
    return 100 * 2 * confusion[digit][digit] / (taken + are) if taken + are else 0.0


def digit_figures(cells):
    """F1 of each corrected model and digit at BEST, on test images, over the seeds."""
    return {model: {digit: [f1(cell.setting["test"], digit)
                            for cell in collect.chosen(cells, mode="corrected", model=model,
                                                       rate=BEST[0], iterations=BEST[1])]
                    for digit in DIGITS} for model in collect.MODELS}


def digits_best(cells):
    """For each digit, the model with the best F1 on development images, and what that choice
    is worth on test images against pruning and quantizing nothing."""
    found = digit_figures(cells)
    best = {}
    for digit in DIGITS:
        chosen = max(collect.MODELS, key=lambda model: statistics.mean(
            f1(cell.setting["development"], digit)
            for cell in collect.chosen(cells, mode="corrected", model=model, rate=BEST[0],
                                       iterations=BEST[1])))
        gains = [here - base for here, base in zip(found[chosen][digit],
                                                   found["classical"][digit])]
        best[f"digit{digit}"] = {"model": chosen, **spread("test", found[chosen][digit]),
                                 **spread("gain", gains),
                                 "classical": statistics.mean(found["classical"][digit])}
    return best


def digit_table(cells):
    return [[m, *(statistics.mean(values) for values in by_digit.values())]
            for m, by_digit in enumerate(digit_figures(cells).values())]


def class_measures(cells):
    """Precision, recall and loss of each digit for the corrected classical model at BEST."""
    here = collect.chosen(cells, mode="corrected", model="classical", rate=BEST[0],
                          iterations=BEST[1])
    return [[digit, *(scale * statistics.mean(cell.setting["test"][what][digit] for cell in here)
                      for what, scale in (("precision", 100), ("recall", 100),
                                          ("class_loss", 1)))] for digit in DIGITS]


def made_once(place):
    """The cells of the table, but for most of those that differ in the printed loss alone: these are made
    with the first seed, and with the others only if they turn out not to be the same."""
    names = place.start("--mode", "corrected", "--seeds", SEEDS)
    names += place.start("--mode", "published", "--seeds", 1)
    for model in ("classical", "quantized-one-hot", "pruned-one-hot"):
        names += place.start("--mode", "published", "--model", model, "--seeds", SEEDS)
    cells = place.read(names)
    same = same_bits(cells)["published"]
    if same["identical"] < same["groups"]:
        return place.read(place.start("--seeds", SEEDS))
    return cells


@experiment.needs_full
def study(lab):
    lab.seeds(SEEDS)
    place = Place(lab)
    made = made_once(place)
    cells = [*made, *stand_ins(made)]
    table = whole_table(cells)
    lab.write("study_table", {"rows": table, "places": len(place.list("--seeds", SEEDS)), "cost": cost(made),
                              "training_images": cells[0].content["made_with"]["training_images"]})
    lab.write_table("study_table", TABLE_COLUMNS, list(table_rows(table)))
    lab.write("study", {"same_bits": same_bits(made), "best": best_settings(cells),
                        "forms": forms(cells), "conclusions": conclusions(cells, table),
                        "digits": digits_best(cells)})
    lab.write_table("study_digits", ["model", *(f"digit{digit}" for digit in DIGITS)],
                    digit_table(cells))
    lab.write_table("study_classes", ["class", "precision", "recall", "loss"],
                    class_measures(cells))


# --- more than the report's 10 % ------------------------------------------------------------

REPORTED = 10  # cells of the table itself
PERCENTS = [0, REPORTED, 30, 50, 70, 80, 90, 95]


@experiment.needs_full
def beyond(lab):
    lab.seeds(FEWER)
    places = {percent: Place(lab, *(["--percent", percent] if percent != REPORTED else []))
              for percent in PERCENTS}
    names = {percent: place.start("--mode", "corrected", "--model", "pruned-one-hot", "--rate", BEST[0],
                                  "--seeds", FEWER) for percent, place in places.items()}
    found, table = {}, []
    for percent, place in places.items():
        here = collect.chosen(place.read(names[percent]), iterations=BEST[1])
        figure = {**spread("test", [cell.accuracy("test") for cell in here]),
                  **spread("dev", [cell.accuracy("development") for cell in here]),
                  "bytes": statistics.mean(cell.setting["bytes"] for cell in here)}
        found[f"p{percent}"] = figure
        table.append([percent, figure["test_mean"], figure["test_min"], figure["test_max"],
                      figure["bytes"]])
    lab.write("study_beyond", found)
    lab.write_table("study_beyond", ["percent", "test_mean", "test_min", "test_max", "bytes"],
                    table)


# --- one fault at a time --------------------------------------------------------------------

FAULTS = {  # the faults that concern a model, beside what it is measured with
    "quantized-mse": ["loss-not-in-gradient", "bare-softmax", "mean-of-all",
                      "one-bias-gradient", "fixed-scale", "truncation", "clipping-ignored",
                      "quantized-gradients", "fixed-scale,quantized-gradients"],
}


def cells_with(faults):
    """{what: how the cells are chosen}: as published and corrected, and for each fault without it and
    with it alone."""
    choices = {"published": ["--mode", "published"], "corrected": ["--mode", "corrected"]}
    for name in faults:
        choices[f"without {name}"] = ["--mode", "published", "--without", name]
        choices[f"alone {name}"] = ["--mode", "corrected", "--with", name]
    return choices


@experiment.needs_full
def faults(lab):
    lab.seeds(FEWER)
    place = Place(lab)
    started = {model: {what: place.start(*choice, "--model", model, "--rate", BEST[0], "--seeds", FEWER)
                       for what, choice in cells_with(names).items()} for model, names in FAULTS.items()}
    found, table = {}, []
    for model, names in FAULTS.items():
        reached = {what: [cell.accuracy("development") for cell in
                          collect.chosen(place.read(cells), iterations=BEST[1])]
                   for what, cells in started[model].items()}
        found[model] = {what: spread("dev", reached[what]) for what in ("published", "corrected")}
        for number, name in enumerate(names):
            of = {**spread("without", reached[f"without {name}"]), **spread("alone", reached[f"alone {name}"])}
            found[model][name.replace(",", "_and_")] = of
            table.append([number, *(of[f"{kind}_{what}"] for kind in ("without", "alone")
                                    for what in ("mean", "min", "max"))])
    lab.write("study_faults", found)
    lab.write_table("study_faults", ["fault", "without_mean", "without_min", "without_max",
                                     "alone_mean", "alone_min", "alone_max"], table)


# --- each loss at its own rate --------------------------------------------------------------

# As in chapter 2's report_row, with chapter 3's losses and no compression.
REPORT = ["--batch", 0, "--optimizer", "gd", "--schedule", "constant", "--init", "report",
          "--hidden", "10", "--validation", 1000, "--epochs", BEST[1], "--every", BEST[1]]
IMAGES = 42000
TRIALS = 3
OWN_RATES = {"cross-entropy": [0.2, 0.5, 1], "mse": [10, 20, 50], "weighted": [0.2, 0.5, 1],
             "focal": [0.5, 1, 2], "hinge": [1, 2, 5]}


def runs_at(lab, loss, rate):
    seeds = lab.seeds(TRIALS)
    return lab.runs("03-losses", [[*REPORT, "--loss", loss, "--rate", rate, "--seed", seed]
                                  for seed in seeds],
                    data=[lab.drawn(IMAGES, seed) for seed in seeds])


@experiment.needs_full
def rates(lab):
    started = {loss: {rate: runs_at(lab, loss, rate) for rate in grid} for loss, grid in OWN_RATES.items()}
    found = {}
    for loss, grid in OWN_RATES.items():
        tried = started[loss]
        best = max(grid, key=lambda rate: statistics.mean(run.validation
                                                          for run in tried[rate]))
        found[loss] = {"rate": best, "tried": grid,
                       **spread("dev", [run.validation for run in tried[best]]),
                       **spread("test", [run.accuracy for run in tried[best]])}
    lab.write("study_rates", found)


@experiment.alone
def printed(lab):
    lab.transcript("07-published", PROGRAM, "--mode", "published", "--model", "quantized-mse",
                   "--threads", 1)
    lab.transcript("07-corrected", PROGRAM, "--mode", "corrected", "--model", "quantized-mse",
                   "--threads", 1)
    lab.transcript("07-list", PROGRAM, "--list", "--model", "pruned-mse", "--seeds", 1)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [study, beyond, faults, rates, printed])
