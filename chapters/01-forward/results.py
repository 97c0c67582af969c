#!/usr/bin/env python3
"""The figures that chapter 1 quotes, into book/results/.

    forward   accuracy by chance over many first weights; the times of both matrix products
    printed   what the program prints
"""
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

UNITS, PIXELS, IMAGES = 128, 784, 128  # of the products that the program times


@experiment.needs_full
@experiment.alone
def forward(lab):
    experiment.warn_if_busy()
    runs = [lab.run("01-forward", "--show", 0, "--seed", seed, data=lab.full)
            for seed in lab.seeds(20)]
    rows = [experiment.read_csv(run.path("forward.csv"))[0] for run in runs]

    def median(column):
        return statistics.median(row[column] for row in rows)

    accuracy = [100 * row["correct"] / row["images"] for row in rows]
    operations, naive, fast = (median(column) for column in
                               ("operations", "naive_seconds", "fast_seconds"))
    if operations != 2 * UNITS * PIXELS * IMAGES:
        raise experiment.Trouble(f"the program multiplied other matrices: {operations:.0f} "
                                 "operations")
    lab.write("forward", {
        "parameters": int(rows[0]["parameters"]),
        "chance": {"mean": statistics.mean(accuracy), "sd": statistics.stdev(accuracy),
                   "min": min(accuracy), "max": max(accuracy), "runs": len(runs)},
        "product": {"rows": UNITS, "depth": PIXELS, "cols": IMAGES,
                    "operations": int(operations), "naive_ms": 1e3 * naive,
                    "fast_ms": 1e3 * fast, "speedup": naive / fast,
                    "naive_gops": 1e-9 * operations / naive,
                    "fast_gops": 1e-9 * operations / fast,
                    "difference": max(row["difference"] for row in rows)},
        "forward_ms": 1e3 * median("forward_seconds"),
    })


@experiment.alone
def printed(lab):
    lab.transcript("01-forward", "01-forward", "--show", 2)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [forward, printed])
