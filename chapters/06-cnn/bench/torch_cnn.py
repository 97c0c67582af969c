#!/usr/bin/env python3
"""The 7,890-parameter network in PyTorch: bench.py runs this.

Written as one would who wants it fast on a processor: no DataLoader, the images as one float
tensor in memory, put in a new order once an epoch, batches that are slices of it.

Prints JSON: seconds of training, test accuracy, seconds of evaluating the test images, and of one
image alone.
"""
import argparse
import json
import os
import sys
import time

import numpy
import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "common", "tools"))
import idx


def tensors(images, labels):
    (count, *_), pixels = images
    x = numpy.frombuffer(pixels, numpy.uint8).reshape(count, 1, 28, 28)
    return (torch.from_numpy(x.astype(numpy.float32) / 255),
            torch.from_numpy(numpy.frombuffer(labels[1], numpy.uint8).astype(numpy.int64)))


def block(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3), nn.BatchNorm2d(outputs), nn.LeakyReLU(1 / 8)]


def build():
    return nn.Sequential(*block(1, 8), nn.MaxPool2d(2), *block(8, 8), *block(8, 16),
                         nn.MaxPool2d(2), *block(16, 32), nn.Flatten(), nn.Linear(128, 10))


def one_cycle(step, steps, rate):
    """The same as in schedule.c."""
    t, warm_up = step / steps, 0.2
    return rate * (0.1 + 0.9 * t / warm_up if t < warm_up else (1 - t) / (1 - warm_up))


def train(net, x, y, options):
    weights = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() == 1]
    optimizer = torch.optim.SGD([{"params": weights, "weight_decay": options.decay},
                                 {"params": others}], lr=options.rate, momentum=0.9,
                                nesterov=True)
    loss_of = nn.CrossEntropyLoss()
    steps, step = options.epochs * ((len(x) + options.batch - 1) // options.batch), 0
    start = time.perf_counter()
    for _ in range(options.epochs):
        order = torch.randperm(len(x))
        shuffled, labels = x[order], y[order]
        for images, truth in zip(shuffled.split(options.batch), labels.split(options.batch)):
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(step, steps, options.rate)
            optimizer.zero_grad(set_to_none=True)
            loss_of(net(images), truth).backward()
            optimizer.step()
            step += 1
    return time.perf_counter() - start


def evaluate(net, x, part):
    start = time.perf_counter()
    guesses = torch.cat([net(images).argmax(1) for images in x.split(part)])
    return time.perf_counter() - start, guesses


def one_image(net, x):
    """Images each by itself: the mean of the fastest of several passes."""
    images = [x[i:i + 1] for i in range(1000)]
    passes = []
    for _ in range(7):
        start = time.perf_counter()
        for image in images:
            net(image)
        passes.append((time.perf_counter() - start) / len(images))
    return min(passes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="directory of the full MNIST")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--decay", type=float, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    x, y = tensors(idx.train_images(options.data), idx.train_labels(options.data))
    net = build()
    seconds = train(net, x, y, options)
    x, y = tensors(idx.test_images(options.data), idx.test_labels(options.data))
    net.eval()
    with torch.inference_mode():
        evaluate(net, x, 1000)
        found = min((evaluate(net, x, part) for part in (128, 1000, 10000) for _ in range(2)),
                    key=lambda pair: pair[0])
        torch.set_num_threads(1)  # a second one only costs a single image time
        alone = one_image(net, x)
    print(json.dumps({"seconds": seconds, "accuracy": 100 * float((found[1] == y).float().mean()),
                      "evaluation_seconds": found[0], "one_image_us": 1e6 * alone}))


if __name__ == "__main__":
    main()
