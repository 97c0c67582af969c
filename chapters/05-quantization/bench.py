#!/usr/bin/env python3
"""Quantized inference beside PyTorch's, from the same weights, on the same images.

    quantization_speed   one image through floats, static and dynamic 8-bit quantization, one
                         thread each; into book/results/quantization_speed.json

Sides take turns, and the median of the turns counts. Accuracies must agree to half a point.
"""
import json
import os
import re
import statistics
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "common", "tools"))
import experiment

PROGRAM, TURNS, POINTS = "05-quantization", 3, 0.5
WAYS = {"floats": [], "static": ["--per-channel", "--time"],
        "dynamic": ["--per-channel", "--dynamic", "--time"]}
SAID = {"floats": "floats", "static": "integers", "dynamic": "dynamic"}


def torch_side(lab, weights):
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, os.path.join(HERE, "bench", "torch_quantized.py"), "--data", lab.full,
               "--weights", weights]
    with tempfile.TemporaryDirectory() as directory:
        return json.loads(experiment.call(command, directory, environment)["output"])


def our_side(lab, weights):
    found = {}
    for way in ("static", "dynamic"):
        run = lab.run(PROGRAM, "--load", weights, "--epochs", 0, "--threads", 1, *WAYS[way],
                      data=lab.full, anew=True)
        found[way] = {"accuracy": run.accuracy}
        for name in (way, "floats"):
            us = re.search(rf"^one image, {SAID[name]}: ([\d.]+) us", run.output, re.MULTILINE)
            found.setdefault(name, {})["us"] = float(us[1])
        correct, count = re.search(r"^as floats: .*\((\d+)/(\d+)\)", run.output, re.MULTILINE).groups()
        found["floats"]["accuracy"] = 100 * int(correct) / int(count)
    return found


@experiment.needs_full
def quantization_speed(lab):
    experiment.warn_if_busy()
    seed = lab.seeds(1)[0]
    weights = lab.run("02-backprop", "--seed", seed, data=lab.full).path("model.safetensors")
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(our_side(lab, weights))
        theirs.append(torch_side(lab, weights))
    found = {}
    print("One image through 784-128-64-10, one thread:")
    for way in WAYS:
        cell = {f"{side}_{name}": statistics.median(turn[way][name] for turn in turns)
                for side, turns in (("ours", ours), ("torch", theirs)) for name in ("us", "accuracy")}
        if abs(cell["ours_accuracy"] - cell["torch_accuracy"]) > POINTS:
            raise experiment.Trouble(f"{way}: we reach {cell['ours_accuracy']:.2f} %, PyTorch "
                                     f"{cell['torch_accuracy']:.2f} %")
        cell["ratio"] = cell["torch_us"] / cell["ours_us"]
        found[way] = cell
        print(f"  {way:8} this book {cell['ours_us']:7.2f} us {cell['ours_accuracy']:6.2f} %   "
              f"PyTorch {cell['torch_us']:7.2f} us {cell['torch_accuracy']:6.2f} %")
    lab.write("quantization_speed", found)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [quantization_speed])
