"""Computes what the tests of chapter 2 compare with: writes oracles/.

One step of gradient descent on 20 real digits, with NumPy by the formulas and with PyTorch by
its automatic differentiation; five steps of each optimizer, with PyTorch. Run by `make
oracles`; the results are committed, so that testing needs neither.
"""

import gzip
import importlib.util
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent
DIGITS = HERE.parents[1] / "datasets" / "digits-10k"
IMAGES, RATE = 20, 0.5
EVERY = 8  # of the first layer's 784 columns, every eighth is kept, and the sums of all


def chapter(name):
    """The oracles.py of another chapter."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "oracles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


forward = chapter("01-forward")


def digits():
    """The first images of the bundled training set: 784 x 20 in [0, 1], and their labels."""
    with gzip.open(DIGITS / "train-images-idx3-ubyte.gz") as f:
        pixels = numpy.frombuffer(f.read(16 + IMAGES * 784)[16:], numpy.uint8)
    with gzip.open(DIGITS / "train-labels-idx1-ubyte.gz") as f:
        labels = numpy.frombuffer(f.read(8 + IMAGES)[8:], numpy.uint8)
    return pixels.reshape(IMAGES, 784).T / 255, labels.astype(int)


def weights(*units):
    """Weights and biases that C computes too: number k of the network is (40503 k mod
    2^16) / 2^16 - 1/2, the same as float and as double."""
    start, result = 0, []
    for inputs, outputs in zip(units, units[1:]):
        for shape in (outputs, inputs), (outputs, 1):
            size = shape[0] * shape[1]
            k = numpy.arange(start, start + size, dtype=numpy.int64)
            result.append(((40503 * k % 65536) / 65536 - 0.5).reshape(shape))
            start += size
    return result


def after_step(parameters, loss, logits):
    """What one step led to, with the first weights in short."""
    tensors = {"loss": loss, "logits": logits}
    for i, p in enumerate(parameters):
        name = f"layers.{i // 2 * 2}." + ("weight", "bias")[i % 2]
        tensors[name] = p[:, ::EVERY] if i == 0 else p
        if i == 0:
            tensors[name + ".sums"] = p.sum(axis=0)
    return tensors


def report_step():
    """The report's network 784-10-10, its formulas with 1/m and a bias for each unit."""
    x, labels = digits()
    w1, b1, w2, b2 = weights(784, 10, 10)
    z1 = w1 @ x + b1
    a1 = numpy.maximum(z1, 0)
    z2 = w2 @ a1 + b2
    shifted = z2 - z2.max(axis=0)
    p = numpy.exp(shifted) / numpy.exp(shifted).sum(axis=0)
    onehot = numpy.eye(10)[labels].T
    loss = -numpy.log((p * onehot).sum(axis=0)).mean()

    dz2 = (p - onehot) / IMAGES
    dw2, db2 = dz2 @ a1.T, dz2.sum(axis=1, keepdims=True)
    dz1 = (w2.T @ dz2) * (z1 > 0)
    dw1, db1 = dz1 @ x.T, dz1.sum(axis=1, keepdims=True)
    new = [w1 - RATE * dw1, b1 - RATE * db1, w2 - RATE * dw2, b2 - RATE * db2]
    return after_step(new, loss, z2)


def torch_step():
    """784-16-12-10: PyTorch's own layers, loss, derivatives and optimizer."""
    x, labels = digits()
    units = 784, 16, 12, 10
    net = torch.nn.Sequential()
    for i, (inputs, outputs) in enumerate(zip(units, units[1:])):
        net.append(torch.nn.Linear(inputs, outputs, dtype=torch.float64))
        if i + 2 < len(units):
            net.append(torch.nn.ReLU())
    with torch.no_grad():
        for p, w in zip(net.parameters(), weights(*units)):
            p.copy_(torch.tensor(w).reshape(p.shape))
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    logits = net(torch.tensor(x.T.copy()))
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    optimizer.step()
    new = [p.detach().numpy() for p in net.parameters()]
    return after_step(new, loss.item(), logits.detach().numpy().T)


OPTIMIZERS = {
    "gd": lambda groups: torch.optim.SGD(groups, lr=0.05),
    "momentum": lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.9),
    "nesterov": lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda groups: torch.optim.Adam(groups, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
}


def trajectory(make, decay, start, gradients):
    """The values of each parameter after each of the steps: name -> steps x shape."""
    values = {name: torch.tensor(w, requires_grad=True) for name, w in start.items()}
    groups = [
        {"params": [values["weight"]], "weight_decay": decay},
        {"params": [values["bias"]], "weight_decay": 0},
    ]
    optimizer = make(groups)
    seen = {name: [] for name in values}
    for step in range(5):
        for name, value in values.items():
            value.grad = torch.tensor(gradients[name][step])
        optimizer.step()
        for name, value in values.items():
            seen[name].append(value.detach().numpy().copy())
    return seen


def optimizers():
    """Five steps of each optimizer on the same random gradients, without and with decay."""
    random = numpy.random.RandomState(2)
    shapes = {"weight": (3, 4), "bias": (3, 1)}
    start = {name: forward.numbers(random, *shape) for name, shape in shapes.items()}
    gradients = {name: forward.numbers(random, 5, *shape) for name, shape in shapes.items()}
    tensors = dict(start)
    for name, g in gradients.items():
        tensors[name + ".gradients"] = g
    for kind, make in OPTIMIZERS.items():
        for decay, suffix in (0, ""), (0.1, ".decay"):
            for name, seen in trajectory(make, decay, start, gradients).items():
                tensors[f"{name}.{kind}{suffix}"] = seen
    return tensors


if __name__ == "__main__":
    for file, compute in {"report_step": report_step, "torch_step": torch_step,
                          "optimizers": optimizers}.items():
        forward.save(HERE / "oracles" / (file + ".safetensors"), compute(),
                     made_by="chapters/02-backprop/oracles.py")
