"""Computes what the tests of chapter 6 compare with: writes oracles/.

The chapter's three networks in PyTorch, on 20 real digits, from weights by a formula and with a
gradient at the logits by the same: logits in training, every gradient, the running statistics
after it, and the logits in use. Run by `make oracles`; the results are committed, so that
testing needs no PyTorch.
"""

import importlib.util
import pathlib

import numpy
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent


def chapter(name):
    """The oracles.py of another chapter."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "oracles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


backprop = chapter("02-backprop")


class Standardize(nn.Module):
    def forward(self, x):
        return (x - 0.1307) / 0.3081


def block(inputs, outputs, kernel, padding=0, bias=True):
    return [nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=bias),
            nn.BatchNorm2d(outputs), nn.LeakyReLU(1 / 8)]


def plain():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3), nn.ReLU(),
        nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(128, 10))


def batchnorm():
    return nn.Sequential(
        *block(1, 8, 3), nn.MaxPool2d(2), *block(8, 8, 3), *block(8, 16, 3), nn.MaxPool2d(2),
        *block(16, 32, 3), nn.Flatten(), nn.Linear(128, 10))


def best():
    return nn.Sequential(
        Standardize(), *block(1, 16, 5, bias=False), nn.MaxPool2d(2),
        *block(16, 16, 3, 1, False), *block(16, 16, 3, 1, False), nn.MaxPool2d(2),
        *block(16, 16, 3, bias=False), nn.Conv2d(16, 16, 4, groups=16, bias=False), nn.Flatten(),
        nn.Linear(16, 10))


def fill(numbers, start):
    """The same numbers as in C: (40503 k mod 2^16) / 2^16 - 1/2 for k from `start` on."""
    k = numpy.arange(start, start + numbers.numel(), dtype=numpy.int64)
    with torch.no_grad():
        numbers.copy_(torch.tensor((40503 * k % 65536) / 65536 - 0.5).reshape(numbers.shape))
    return start + numbers.numel()


def step(net):
    net = net.double()
    pixels, _ = backprop.digits()
    x = torch.tensor(pixels.T.reshape(-1, 1, 28, 28).copy())
    start = 1000  # from where on no number lies so near to a kink that float would cross it
    for p in net.parameters():
        start = fill(p, start)
    upstream = torch.empty(10, len(x), dtype=torch.float64)
    fill(upstream, start)
    logits = net(x)
    (logits * upstream.T).sum().backward()
    tensors = {"logits": logits.detach().numpy().T}
    # A layer's number is its place in the list; flattening is no layer of ours.
    for name, p in net.named_parameters():
        tensors[f"{number(net, name)}.gradient"] = p.grad.numpy().reshape(len(p), -1)
    for name, b in net.named_buffers():
        if "running" in name:
            tensors[number(net, name)] = b.numpy().copy()
    net.eval()
    with torch.no_grad():
        tensors["logits.in_use"] = net(x).numpy().T
    return tensors


def number(net, name):
    place, part = name.split(".")
    flattened = sum(isinstance(layer, nn.Flatten) for layer in list(net)[:int(place)])
    return f"layers.{int(place) - flattened}.{part}"


if __name__ == "__main__":
    for make in plain, batchnorm, best:
        backprop.forward.save(HERE / "oracles" / f"{make.__name__}.safetensors", step(make()),
                              made_by="chapters/06-cnn/oracles.py")
