#!/usr/bin/env python3
"""Speed beside PyTorch with the same network, on the same data and machine, in the same run.

    cnn_speed   training the 7,890-parameter network for five epochs, in batches of 128, two
                threads each, in turns; evaluating all test images; one image alone; one thread
                against two; where the time goes, layer by layer
"""
import json
import os
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "common", "tools"))
import experiment

PROGRAM = "06-cnn"
TEST_IMAGES = 10000
THREADS, EPOCHS, BATCH, RATE, DECAY, TURNS = 2, 5, 128, 0.2, 5e-4, 3
NETWORK = ["--net", "batchnorm", "--augment", 0, "--clean", 0, "--batch", BATCH, "--rate", RATE,
           "--decay", DECAY]


def ours(lab, threads):
    """Training alone: from the end of the first epoch to the end of the last, scaled up."""
    run = lab.run(PROGRAM, *NETWORK, "--epochs", EPOCHS, "--threads", threads, data=lab.full,
                  anew=True)
    ends = [row["seconds"] for row in run.metrics]
    return {"seconds": (ends[-1] - ends[0]) * EPOCHS / (EPOCHS - 1), "accuracy": run.accuracy,
            "memory_mb": run.memory_mb}


def theirs(lab):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench", "torch_cnn.py")
    done = subprocess.run([sys.executable, script, "--data", lab.full, "--epochs", str(EPOCHS),
                           "--batch", str(BATCH), "--rate", str(RATE), "--decay", str(DECAY),
                           "--threads", str(THREADS)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise experiment.Trouble(f"torch_cnn.py: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def times(lab, threads, *options):
    """What --time prints: {peak, layers, one image, images in batches, and all by a team}."""
    run = lab.run(PROGRAM, *options, "--time", "--threads", threads, data=lab.full, anew=True)
    lines = run.output.splitlines()[1:]
    layers = []
    for line in lines[2:-1]:
        words = line.split()
        numbers = [float(word) for word in words[2:]]
        layers.append({"layer": words[1], "forward_us": numbers[0], "backward_us": numbers[1],
                       **({"forward_rate": numbers[2], "backward_rate": numbers[3]}
                          if len(numbers) > 2 else {})})
    alone, _, team = [float(part.split()[-1]) for part in lines[-1].split(",")]
    return {"peak": float(lines[0].split()[-1]), "layers": layers, "one_image_us": alone,
            "team_us": team}


def median(found, name):
    return statistics.median(each[name] for each in found)


def groups(found):
    """Microseconds an image by kind of layer, and the share of the peak in each convolution."""
    kinds, windows = {}, []
    for layer in found["layers"]:
        kind = layer["layer"]
        kinds[kind] = kinds.get(kind, 0) + layer["forward_us"] + layer["backward_us"]
        if kind == "convolution":
            windows.append({"forward_us": layer["forward_us"],
                            "backward_us": layer["backward_us"],
                            "forward_peak": 100 * layer["forward_rate"] / found["peak"],
                            "backward_peak": 100 * layer["backward_rate"] / found["peak"]})
    return {"us": kinds, "windows": windows, "total_us": sum(kinds.values()),
            "peak": found["peak"]}


@experiment.needs_full
def cnn_speed(lab):
    experiment.warn_if_busy()
    lab.seeds(1)
    torch_runs, our_runs, alone = [], [], []
    for _ in range(TURNS):
        torch_runs.append(theirs(lab))
        our_runs.append(ours(lab, THREADS))
        alone.append(ours(lab, 1))
    use = [times(lab, THREADS, *NETWORK) for _ in range(TURNS)]
    single = [times(lab, 1, *NETWORK) for _ in range(TURNS)]
    found = {
        "torch_seconds": median(torch_runs, "seconds"), "seconds": median(our_runs, "seconds"),
        "torch_accuracy": median(torch_runs, "accuracy"), "accuracy": median(our_runs, "accuracy"),
        "alone_seconds": median(alone, "seconds"), "memory_mb": median(our_runs, "memory_mb"),
        "torch_evaluation_ms": 1e3 * median(torch_runs, "evaluation_seconds"),
        "evaluation_ms": 1e-3 * TEST_IMAGES * median(use, "team_us"),
        "torch_one_image_us": median(torch_runs, "one_image_us"),
        "one_image_us": median(single, "one_image_us"),
        "batchnorm": groups(single[0]), "best": groups(times(lab, 1, "--net", "best")),
        "batch": BATCH, "epochs": EPOCHS}
    found["ratio"] = found["torch_seconds"] / found["seconds"]
    found["evaluation_ratio"] = found["torch_evaluation_ms"] / found["evaluation_ms"]
    found["one_image_ratio"] = found["torch_one_image_us"] / found["one_image_us"]
    found["threads_ratio"] = found["alone_seconds"] / found["seconds"]
    print(f"{EPOCHS} epochs of the 7,890-parameter network, batches of {BATCH}, {THREADS} threads:")
    print(f"  PyTorch   {found['torch_seconds']:7.2f} s    test {found['torch_accuracy']:.2f} %")
    print(f"  this book {found['seconds']:7.2f} s    test {found['accuracy']:.2f} %   "
          f"{found['ratio']:.1f} times faster; with one thread {found['alone_seconds']:.2f} s; "
          f"{found['memory_mb']:.0f} MB")
    print(f"  10,000 images: {found['torch_evaluation_ms']:.0f} ms, {found['evaluation_ms']:.0f} ms;"
          f" one image: {found['torch_one_image_us']:.0f} us, {found['one_image_us']:.0f} us")
    lab.write("cnn_speed", found)


if __name__ == "__main__":
    experiment.main(__file__, __doc__, [cnn_speed])
