"""Computes with PyTorch what the tests of chapter 3 compare with: writes oracles/.

Value and gradient of each loss for random logits, summed over the images: PyTorch's own
functions where it has them; mean squared error of a softmax and focal loss by its automatic
differentiation. Run by `make oracles`; the results are committed, so that testing needs none.
"""

import importlib.util
import pathlib

import numpy
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
IMAGES, CLASSES = 70, 10


def chapter(name):
    """The oracles.py of another chapter."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "oracles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


forward = chapter("01-forward")


def focal(logits, labels, gamma, alpha):
    log_p = F.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return -(alpha[labels] * (1 - log_p.exp()) ** gamma * log_p).sum()


def losses():
    random = numpy.random.RandomState(3)
    logits = 12 * forward.numbers(random, CLASSES, IMAGES)
    labels = random.randint(0, CLASSES, IMAGES)
    weights = forward.numbers(random, CLASSES) + 0.75
    y, w = torch.tensor(labels), torch.tensor(weights)
    onehot = F.one_hot(y, CLASSES).double()
    functions = {
        "cross-entropy": lambda z: F.cross_entropy(z, y, reduction="sum"),
        "weighted": lambda z: F.cross_entropy(z, y, weight=w, reduction="sum"),
        "weighted.mean": lambda z: F.cross_entropy(z, y, weight=w),
        "smoothing": lambda z: F.cross_entropy(z, y, label_smoothing=0.25, reduction="sum"),
        "mse": lambda z: F.mse_loss(F.softmax(z, 1), onehot, reduction="none").mean(1).sum(),
        "hinge": lambda z: F.multi_margin_loss(z, y, reduction="sum"),
        "focal": lambda z: focal(z, y, 2, w),
        "focal.half": lambda z: focal(z, y, 0.5, torch.ones(CLASSES).double()),
    }
    tensors = {"logits": logits, "labels": labels, "weights": weights}
    for name, function in functions.items():
        z = torch.tensor(logits.T.copy(), requires_grad=True)
        value = function(z)
        value.backward()
        tensors[name + ".value"] = value.item()
        tensors[name + ".gradient"] = z.grad.numpy().T
    return tensors


if __name__ == "__main__":
    forward.save(HERE / "oracles" / "losses.safetensors", losses(),
                 made_by="chapters/03-losses/oracles.py")
