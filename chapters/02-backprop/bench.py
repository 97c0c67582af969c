#!/usr/bin/env python3
"""Speed beside NumPy and PyTorch on the same data, the same machine, in the same run.

    speed   one full-batch iteration of the report's network on 41,000 images, and an epoch of
            784-128-64-10 on 60,000 images in batches of 64; into book/results/speed.json

Each side has two threads; NumPy and PyTorch get the OpenBLAS settings that are best for them,
found by trying. Sides take turns, and the median of the turns counts. Results must agree.
"""
import json
import os
import statistics
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "common", "tools"))
import experiment
import idx

PROGRAM, THREADS, TURNS = "02-backprop", 2, 5
IMAGES, RATE, ITERATIONS, EVERY = 41000, 0.1, 60, 20
TILE = 64  # image_tiles.h: TILE_IMAGES
TOLERANCE = 1e-3
BATCH, EPOCHS, MINIBATCH_RATE = 64, 5, 0.05

REPORT = ["--hidden", "10", "--batch", 0, "--optimizer", "gd", "--schedule", "constant", "--init",
          "report", "--images", IMAGES, "--rate", RATE, "--seed", 1, "--threads", THREADS]

# OpenBLAS chooses its kernels by the processor's model number, and falls back to those of 2004
# for a model that is younger than the library. So the newer ones are tried by name as well.
KERNELS = [None, "Haswell", "SkylakeX", "Cooperlake"]


def python(script, options, kernel, threads):
    """What a script of bench/ prints, with the largest memory it held."""
    environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    if kernel is not None:
        environment["OPENBLAS_CORETYPE"] = kernel
    command = [sys.executable, os.path.join(HERE, "bench", script)]
    with tempfile.TemporaryDirectory() as directory:
        done = experiment.call(command + [str(o) for o in options], directory, environment)
    return {**json.loads(done["output"]), "memory_mb": done["memory_mb"]}


def supported_kernels():
    """Those of KERNELS that this processor has the instructions for."""
    flags = experiment.processor_flags()
    needs = {"Haswell": "avx2", "SkylakeX": "avx512dq", "Cooperlake": "avx512_bf16"}
    return [k for k in KERNELS if k is None or needs[k] in flags]


# --- one iteration of the report's training -------------------------------------------------

def our_iteration(lab, *options):
    run = lab.run(PROGRAM, *REPORT, *options, "--epochs", ITERATIONS, "--every", EVERY, data=lab.full,
                  anew=True)
    rows = run.metrics
    times = [1e3 * (later["seconds"] - row["seconds"]) / EVERY
             for row, later in zip(rows, rows[1:])]
    return {"ms": statistics.median(times), "loss": rows[-1]["train_loss"],
            "weights": run.path("model.safetensors"), "memory_mb": run.memory_mb}


def numpy_iteration(lab, start, ours, dtype, kernel, iterations=ITERATIONS):
    found = python("numpy_report.py", ["--data", lab.full, "--images", IMAGES, "--iterations",
                                       iterations, "--rate", RATE, "--dtype", dtype,
                                       "--weights", start, "--expected", ours["weights"]],
                   kernel, THREADS)
    found["ms"] = statistics.median(found["ms"])
    return found


def check_agreement(theirs, ours):
    loss = abs(theirs["loss"] - ours["loss"]) / abs(theirs["loss"])
    largest = max(theirs["difference"], loss)
    if not largest <= TOLERANCE:
        raise experiment.Trouble(f"after {ITERATIONS} iterations NumPy and we disagree: weights "
                                 f"by {theirs['difference']:.1e}, losses by {loss:.1e}; at most "
                                 f"{TOLERANCE:.0e} can come from rounding")
    return largest


def median(rounds, name):
    return statistics.median(found[name] for found in rounds)


def measure_report(lab):
    start = lab.run(PROGRAM, *REPORT, "--epochs", 0, data=lab.full).path("model.safetensors")
    ours, theirs = [our_iteration(lab)], {"float64": [], "float32": []}
    tried = {kernel: numpy_iteration(lab, start, ours[0], "float64", kernel, 12)
             for kernel in supported_kernels()}
    best = min(tried, key=lambda kernel: tried[kernel]["ms"])
    difference = 0
    for _ in range(TURNS):
        for dtype, rounds in theirs.items():
            rounds.append(numpy_iteration(lab, start, ours[0], dtype, best))
            difference = max(difference, check_agreement(rounds[-1], ours[0]))
            ours.append(our_iteration(lab))
    # With more than ten units, images are read from lists: for up to 16 at one price, where a
    # vector is 64 bytes.
    lists = [our_iteration(lab, "--hidden", 16) for _ in range(TURNS)]
    our_ms = median(ours, "ms")
    numpy64, numpy32 = (median(rounds, "ms") for rounds in theirs.values())
    return {"numpy64_ms": numpy64, "numpy32_ms": numpy32, "ours_ms": our_ms,
            "lists16_ms": median(lists, "ms"),
            "ratio64": numpy64 / our_ms, "ratio32": numpy32 / our_ms,
            "ours_memory_mb": max(found["memory_mb"] for found in ours),
            "numpy_memory_mb": max(found["memory_mb"] for found in theirs["float64"]),
            "numpy32_memory_mb": max(found["memory_mb"] for found in theirs["float32"]),
            "difference": difference, "blas": theirs["float64"][0]["blas"],
            "unset_numpy64_ms": tried[None]["ms"], "unset_blas": tried[None]["blas"]}


# --- an epoch of mini-batches ---------------------------------------------------------------

def our_epochs(lab):
    run = lab.run(PROGRAM, "--batch", BATCH, "--rate", MINIBATCH_RATE, "--epochs", EPOCHS,
                  "--threads", THREADS, data=lab.full, anew=True)
    ends = [row["seconds"] for row in run.metrics]
    times = [later - end for end, later in zip(ends, ends[1:])]
    return {"seconds": statistics.median(times), "accuracy": run.accuracy}


def torch_epochs(lab, kernel, blas_threads, threads, epochs=EPOCHS):
    found = python("torch_minibatch.py", ["--data", lab.full, "--epochs", epochs, "--batch", BATCH,
                                          "--rate", MINIBATCH_RATE, "--threads", threads],
                   kernel, blas_threads)
    found["seconds"] = statistics.median(found["seconds"])
    return found


def measure_minibatch(lab):
    tried = {}

    def best_of(choices):
        for choice in choices:
            tried[choice] = torch_epochs(lab, *choice, epochs=1)["seconds"]
        return min(tried, key=tried.get)

    kernel, *_ = best_of((kernel, 1, 1) for kernel in supported_kernels())
    best = best_of((kernel, blas, threads) for blas, threads in ((1, 2), (2, 1), (2, 2)))
    ours, theirs = [], []
    for _ in range(3):
        theirs.append(torch_epochs(lab, *best))
        ours.append(our_epochs(lab))
    torch_seconds, our_seconds = median(theirs, "seconds"), median(ours, "seconds")
    return {"batch": BATCH, "epochs": EPOCHS, "torch_seconds": torch_seconds,
            "ours_seconds": our_seconds, "ratio": torch_seconds / our_seconds,
            "torch_accuracy": median(theirs, "accuracy"),
            "ours_accuracy": median(ours, "accuracy"),
            "blas": theirs[0]["blas"], "blas_threads": best[1], "torch_threads": best[2],
            "unset_torch_seconds": tried[None, 1, 1]}


# --- how much of the images is paper --------------------------------------------------------

def count_rows(images):
    """Entries of tiles: pixels that have ink in any of TILE neighbouring images."""
    rows = 0
    for first in range(0, len(images), TILE):
        tile = images[first:first + TILE]
        rows += sum(any(pixel) for pixel in zip(*tile))
    return rows


def alike_together(images, labels, width):
    """The images as image_tiles.c sorts them: by digit, and where their ink begins and ends."""
    def key(numbered):
        image, label = numbered
        inked = [any(image[column::width]) for column in range(width)]
        return label, inked.index(True), max(k for k in range(width) if inked[k])
    return [image for image, _ in sorted(zip(images, labels), key=key)]


def count_zeros(lab):
    (_, height, width), pixels = idx.train_images(lab.full)
    pixels = pixels[:IMAGES * height * width]
    size = height * width
    entries = len(pixels) - pixels.count(0)
    images = [pixels[i:i + size] for i in range(0, len(pixels), size)]
    _, labels = idx.train_labels(lab.full)
    as_they_come = count_rows(images)
    rows = count_rows(alike_together(images, labels, width))
    tiles = -(-IMAGES // TILE)
    return {"images": IMAGES, "ink_percent": 100 * entries / len(pixels), "entries": entries,
            "list_mb": 1e-6 * (3 * entries + 4 * (IMAGES + 1)),  # sparse_images.h
            "dense_mb": 1e-6 * 4 * len(pixels),
            "tiles": tiles, "tile_entries": rows, "tile_percent": 100 * rows / (tiles * size),
            "unsorted_percent": 100 * as_they_come / (tiles * size),
            "tile_mb": 1e-6 * (TILE + 2) * rows,  # image_tiles.h
            "tile_products": 10 * TILE * rows, "list_products": 10 * entries}


def print_report(found):
    print(f"One iteration of 784-10-10 on {IMAGES:,} images, {THREADS} threads each:")
    for name, ms, memory in (("NumPy float64", "numpy64_ms", "numpy_memory_mb"),
                             ("NumPy float32", "numpy32_ms", "numpy32_memory_mb"),
                             ("this book", "ours_ms", "ours_memory_mb")):
        print(f"  {name:14} {found[ms]:8.2f} ms {found[memory]:8.0f} MB  "
              f"{found[ms] / found['ours_ms']:6.1f}")
    print(f"  (16 units in place of ten, from lists in place of tiles: "
          f"{found['lists16_ms']:.2f} ms)")
    print(f"  after {ITERATIONS} iterations weights and loss agree to {found['difference']:.0e}; "
          f"NumPy computes with {found['blas']}")
    print(f"  (float64 without OPENBLAS_CORETYPE: {found['unset_numpy64_ms']:.2f} ms, "
          f"{found['unset_blas']})")


def print_minibatch(found):
    print(f"An epoch of 784-128-64-10 on 60,000 images, batches of {BATCH}:")
    for name, side in (("PyTorch", "torch"), ("this book", "ours")):
        seconds = found[f"{side}_seconds"]
        print(f"  {name:14} {seconds:8.2f} s  {seconds / found['ours_seconds']:6.1f}   test "
              f"accuracy after {EPOCHS} epochs {found[f'{side}_accuracy']:.2f} %")
    print(f"  PyTorch at its best with {found['torch_threads']} threads of its own, "
          f"{found['blas_threads']} of {found['blas']}")


@experiment.needs_full
def speed(lab):
    experiment.warn_if_busy()
    lab.seeds(1)
    report = measure_report(lab)
    print_report(report)
    minibatch = measure_minibatch(lab)
    print_minibatch(minibatch)
    lab.write("speed", {"report": report, "minibatch": minibatch, "zeros": count_zeros(lab)})


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [speed])
