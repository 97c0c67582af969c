#!/usr/bin/env python3
"""784-128-64-10 in PyTorch, batches of 64, Nesterov, one cycle: bench.py runs this.

Written as one would who wants it fast on a processor: no DataLoader, the images as one float
tensor in memory, put in a new order once an epoch, batches that are slices of it.

Prints JSON: seconds of each epoch (training alone), and test accuracy.
"""
import argparse
import json
import os
import sys
import time

import numpy
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "common", "tools"))
import blas
import idx


def tensors(images, labels):
    (count, *_), pixels = images
    x = numpy.frombuffer(pixels, numpy.uint8).reshape(count, -1)
    return (torch.from_numpy(x.astype(numpy.float32) / 255),
            torch.from_numpy(numpy.frombuffer(labels[1], numpy.uint8).astype(numpy.int64)))


def build():
    net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(),
                              torch.nn.Linear(128, 64), torch.nn.ReLU(),
                              torch.nn.Linear(64, 10))
    for layer in net:
        if isinstance(layer, torch.nn.Linear):
            torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            torch.nn.init.zeros_(layer.bias)
    return net


def one_cycle(step, steps, rate):
    """The same as in schedule.c."""
    t, warm_up = step / steps, 0.2
    return rate * (0.1 + 0.9 * t / warm_up if t < warm_up else (1 - t) / (1 - warm_up))


def train(net, x, y, options, loss_of=torch.nn.functional.cross_entropy):
    optimizer = torch.optim.SGD(net.parameters(), lr=options.rate, momentum=0.9, nesterov=True)
    group = optimizer.param_groups[0]
    batches = (len(x) + options.batch - 1) // options.batch
    steps, step, seconds = options.epochs * batches, 0, []
    for _ in range(options.epochs):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        shuffled, labels = x[order], y[order]
        for images, truth in zip(shuffled.split(options.batch), labels.split(options.batch)):
            group["lr"] = one_cycle(step, steps, options.rate)
            optimizer.zero_grad(set_to_none=True)
            loss_of(net(images), truth).backward()
            optimizer.step()
            step += 1
        seconds.append(time.perf_counter() - start)
    return seconds


def parser(text):
    options = argparse.ArgumentParser(description=text.splitlines()[0])
    options.add_argument("--data", required=True, help="directory of the full MNIST")
    options.add_argument("--epochs", type=int, required=True)
    options.add_argument("--batch", type=int, required=True)
    options.add_argument("--rate", type=float, required=True)
    options.add_argument("--threads", type=int, required=True)
    options.add_argument("--seed", type=int, default=1)
    return options


def measure(options, loss_of=torch.nn.functional.cross_entropy):
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    x, y = tensors(idx.train_images(options.data), idx.train_labels(options.data))
    net = build()
    seconds = train(net, x, y, options, loss_of)
    x, y = tensors(idx.test_images(options.data), idx.test_labels(options.data))
    with torch.no_grad():
        right = int((net(x).argmax(1) == y).sum())
    print(json.dumps({"seconds": seconds, "accuracy": 100 * right / len(y),
                      "blas": blas.loaded()}))


if __name__ == "__main__":
    measure(parser(__doc__).parse_args())
