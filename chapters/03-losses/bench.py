#!/usr/bin/env python3
"""Speed beside PyTorch: an epoch of 784-128-64-10 with each loss; into
book/results/losses_speed.json. Two threads each; PyTorch has the settings that are best for it
with cross-entropy, found by trying. Sides take turns, and the median counts."""
import importlib.util
import os
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "common", "tools"))
import experiment

PROGRAM, THREADS, TURNS, EPOCHS, BATCH = "03-losses", 2, 3, 3, 64
LOSSES = ("cross-entropy", "weighted", "smoothing", "mse", "hinge", "focal")


def chapter(name):
    """The bench.py of another chapter."""
    path = os.path.join(HERE, "..", name, "bench.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


backprop = chapter("02-backprop")


def ours(lab, loss):
    run = lab.run(PROGRAM, "--loss", loss, "--batch", BATCH, "--epochs", EPOCHS, "--threads",
                  THREADS, data=lab.full, anew=True)
    ends = [row["seconds"] for row in run.metrics]
    return statistics.median(later - end for end, later in zip(ends, ends[1:]))


def theirs(lab, loss, kernel, blas_threads, threads, epochs=EPOCHS):
    script = os.path.join(HERE, "bench", "torch_losses.py")
    found = backprop.python(script, ["--loss", loss, "--data", lab.full, "--epochs", epochs,
                                     "--batch", BATCH, "--rate", 0.05, "--threads", threads],
                            kernel, blas_threads)
    return statistics.median(found["seconds"])


@experiment.needs_full
def losses_speed(lab):
    experiment.warn_if_busy()
    lab.seeds(1)
    tried = {(kernel, blas, threads): theirs(lab, LOSSES[0], kernel, blas, threads, epochs=1)
             for kernel in backprop.supported_kernels()
             for blas, threads in ((1, 2), (2, 1), (2, 2))}
    best = min(tried, key=tried.get)
    turns = [[(ours(lab, loss), theirs(lab, loss, *best)) for loss in LOSSES]
             for _ in range(TURNS)]
    found = {}
    print(f"An epoch of 784-128-64-10 on 60,000 images, batches of {BATCH}, seconds:")
    print(f"  {'':14}   PyTorch  this book")
    for loss, times in zip(LOSSES, zip(*turns)):
        our, their = map(statistics.median, zip(*times))
        found[loss] = {"ours_seconds": our, "torch_seconds": their, "ratio": their / our}
        print(f"  {loss:14} {their:9.2f}  {our:9.3f}  {their / our:6.1f}")
    lab.write("losses_speed", {**found, "batch": BATCH})


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [losses_speed])
