#!/usr/bin/env python3
"""The report's training step in NumPy, as fast as NumPy does it: bench.py runs this.

784-10-10, full batch, plain gradient descent. The formulas are the report's (with the bias
gradient summed over the images alone, and 1/m for the images there are); the arrays are made
once and written in place, which the report's script does not do.

Prints JSON: milliseconds an iteration, and how far the end is from --expected.
"""
import argparse
import json
import os
import sys
import time

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "common", "tools"))
import blas
import idx

NAMES = ["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"]


def load_weights(path):
    """A safetensors file as {name: array}: the length of a header, the header, the numbers."""
    with open(path, "rb") as stream:
        content = stream.read()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    return {name: numpy.frombuffer(content, "<f4", offset=begin + about["data_offsets"][0],
                                   count=int(numpy.prod(about["shape"]))).reshape(about["shape"])
            for name, about in header.items() if name != "__metadata__"}


def load_images(directory, count, dtype):
    """784 x count, each column an image; and the labels."""
    shape, pixels = idx.train_images(directory)
    _, labels = idx.train_labels(directory)
    rows = numpy.frombuffer(pixels, numpy.uint8).reshape(shape[0], -1)[:count]
    x = numpy.empty((rows.shape[1], count), dtype)
    numpy.divide(rows.T, 255, out=x, casting="unsafe")
    return x, numpy.frombuffer(labels, numpy.uint8)[:count]


class Network:
    def __init__(self, weights, images, dtype):
        self.w1, self.b1, self.w2, self.b2 = (weights[n].astype(dtype) for n in NAMES)
        self.b1, self.b2 = self.b1.reshape(-1, 1), self.b2.reshape(-1, 1)
        self.a1 = numpy.empty((self.w1.shape[0], images), dtype)
        self.da1 = numpy.empty_like(self.a1)
        self.p = numpy.empty((self.w2.shape[0], images), dtype)

    def forward(self, x):
        numpy.matmul(self.w1, x, out=self.a1)
        self.a1 += self.b1
        numpy.maximum(self.a1, 0, out=self.a1)
        numpy.matmul(self.w2, self.a1, out=self.p)
        self.p += self.b2
        self.p -= self.p.max(axis=0)
        numpy.exp(self.p, out=self.p)
        self.p /= self.p.sum(axis=0)

    def backward_and_update(self, x, labels, every_image, rate):
        scale = rate / x.shape[1]
        dz2 = self.p  # softmax minus one-hot, where softmax was
        dz2[labels, every_image] -= 1
        numpy.matmul(self.w2.T, dz2, out=self.da1)
        self.da1 *= self.a1 > 0
        self.w2 -= scale * (dz2 @ self.a1.T)
        self.b2 -= scale * dz2.sum(axis=1, keepdims=True)
        self.w1 -= scale * (self.da1 @ x.T)
        self.b1 -= scale * self.da1.sum(axis=1, keepdims=True)


def train(net, x, labels, iterations, rate):
    """(seconds of each iteration, the loss that the last one saw)."""
    every_image = numpy.arange(x.shape[1])
    seconds, loss = [], None
    for iteration in range(iterations):
        start = time.perf_counter()
        net.forward(x)
        forward_seconds = time.perf_counter() - start
        if iteration == iterations - 1:
            loss = float(-numpy.log(net.p[labels, every_image]).mean())
        start = time.perf_counter()
        net.backward_and_update(x, labels, every_image, rate)
        seconds.append(forward_seconds + time.perf_counter() - start)
    return seconds, loss


def largest_difference(net, expected):
    """Over the arrays: the largest difference, relative to the largest number of the array."""
    mine = [net.w1, net.b1.ravel(), net.w2, net.b2.ravel()]
    return max(float(numpy.abs(a - expected[n]).max() / numpy.abs(expected[n]).max())
               for a, n in zip(mine, NAMES))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="directory of the full MNIST")
    parser.add_argument("--images", type=int, required=True)
    parser.add_argument("--iterations", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--dtype", choices=["float64", "float32"], required=True)
    parser.add_argument("--weights", required=True, help="model.safetensors to start from")
    parser.add_argument("--expected", required=True, help="model.safetensors at the end")
    options = parser.parse_args()

    dtype = numpy.dtype(options.dtype)
    x, labels = load_images(options.data, options.images, dtype)
    net = Network(load_weights(options.weights), options.images, dtype)
    seconds, loss = train(net, x, labels, options.iterations, options.rate)
    print(json.dumps({"ms": [1e3 * s for s in seconds], "loss": loss, "blas": blas.loaded(),
                      "difference": largest_difference(net, load_weights(options.expected))}))


if __name__ == "__main__":
    main()
