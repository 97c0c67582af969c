#!/usr/bin/env python3
"""Time of an image against the share of weights that are 0, for dense and sparse storage.

    pruning_speed   784-300-100-10, pruned by magnitude without fine-tuning: one image at a time
                    and 64 at once, on one thread; into book/results/pruning_speed.json and .csv

The best of several turns counts for each kernel: what disturbs a measurement of microseconds
only ever makes it longer. The dense kernel does the same whatever is 0, so that of all its turns
the very best counts, at every sparsity: where a megabyte of weights comes to lie in memory, anew
in each process, makes a difference to it.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "common", "tools"))
sys.path.insert(0, HERE)
import experiment
import results

TURNS = 4
SPARSITIES = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.923, 0.95, 0.98, 0.99]
KERNELS = ["dense", "csr", "sparse"]
BATCH = 64


def measure(lab, model, sparsity, *options):
    """{at_once: {kernel: microseconds}}"""
    best = {}
    for _ in range(TURNS):
        run = lab.run(results.PROGRAM, *results.LOADED, "--load", model, "--fine-tune", 0,
                      "--sparsity", sparsity, "--threads", 1, *options, data=lab.full, anew=True)
        for row in experiment.read_csv(run.path("speed.csv")):
            times = best.setdefault(int(row["at_once"]), {})
            for kernel in KERNELS:
                times[kernel] = min(row[kernel], times.get(kernel, row[kernel]))
    return best


def break_even(rows, kernel):
    """The sparsity in percent from which on a kernel is faster than the dense one: between the
    two measured, in a straight line. None if it always is."""
    before = None
    for sparsity, times in rows:
        gain = times["dense"] - times[kernel]
        if gain > 0 and before is None:
            return None
        if gain > 0 and before[1] <= 0:
            return 100 * (before[0] + (sparsity - before[0]) * -before[1] / (gain - before[1]))
        before = sparsity, gain
    raise experiment.Trouble(f"{kernel} is never faster than dense")


def summary(measured, at_once):
    rows = [(sparsity, best[at_once]) for sparsity, best in measured]
    found = {f"s{1000 * sparsity:.0f}": {f"{kernel}_us": times[kernel] for kernel in KERNELS}
             for sparsity, times in rows}
    for figures in found.values():
        figures["times_faster"] = figures["dense_us"] / figures["sparse_us"]
        figures["csr_times_faster"] = figures["dense_us"] / figures["csr_us"]
    evens = {kernel: break_even(rows, kernel) for kernel in ("csr", "sparse")}
    return {**found, **{f"{kernel}_break_even": at for kernel, at in evens.items()
                        if at is not None}}


@experiment.needs_full
def pruning_speed(lab):
    experiment.warn_if_busy()
    models, _ = results.dense_models(lab, 1)
    measured = [(sparsity, measure(lab, models[0], sparsity)) for sparsity in SPARSITIES]
    for at_once in (1, BATCH):
        dense = min(best[at_once]["dense"] for _, best in measured)
        for _, best in measured:
            best[at_once]["dense"] = dense
    half = measure(lab, models[0], 0.5, "--structured", "--scope", "layer")
    found = {"one": summary(measured, 1), "batch": summary(measured, BATCH), "at_once": BATCH,
             "half_the_units": {"one_us": half[1]["dense"], "batch_us": half[BATCH]["dense"]}}
    lab.write("pruning_speed", found)
    lab.write_table("pruning_speed", ["sparsity", *(f"{name}_{kernel}" for name in ("one", "batch")
                                                    for kernel in KERNELS)],
                    [[100 * sparsity, *(best[at_once][kernel] for at_once in (1, BATCH)
                                        for kernel in KERNELS)] for sparsity, best in measured])
    for name, at_once in (("one image", "one"), (f"{BATCH} at once", "batch")):
        at = found[at_once]["s923"]
        print(f"784-300-100-10, 92.3 % zeros, {name}: dense {at['dense_us']:.2f} us an image, CSR "
              f"{at['csr_us']:.2f}, sparse {at['sparse_us']:.2f}")


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [pruning_speed])
