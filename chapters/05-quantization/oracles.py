"""Computes what the tests of chapter 5 compare with: writes oracles/.

Fake quantization and its straight-through gradient, by PyTorch; Lloyd's iteration and percentile
ranges, by NumPy. Run by `make oracles`; the results are committed, so that testing needs neither.
"""

import importlib.util
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent


def chapter(name):
    """The oracles.py of another chapter."""
    spec = importlib.util.spec_from_file_location(name, HERE.parent / name / "oracles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


forward = chapter("01-forward")


def fake(values, upstream, scales, zero_points, lowest, highest):
    """What the rows of `values` become, and the gradient that passes through."""
    v = torch.tensor(values, requires_grad=True)
    rounded = torch.fake_quantize_per_channel_affine(
        v, torch.tensor(scales, dtype=torch.float32), torch.tensor(zero_points, dtype=torch.int32),
        0, lowest, highest)
    rounded.backward(torch.tensor(upstream))
    return {"rounded": rounded.detach().numpy(), "gradient": v.grad.numpy()}


def symmetric(values, bits):
    """Scales of min-max calibration, a row each."""
    return numpy.abs(values).max(axis=1) / (2 ** (bits - 1) - 1)


def asymmetric(values, bits):
    low, high = numpy.minimum(values.min(axis=1), 0), numpy.maximum(values.max(axis=1), 0)
    scales = (high - low) / (2**bits - 1)
    return scales, numpy.rint(-low / scales)


def fake_quantization():
    """A matrix whose rows have very different ranges, by each bit width; then with ranges that
    clip."""
    random = numpy.random.RandomState(5)
    values = forward.numbers(random, 4, 50) * numpy.array([[0.25], [1], [4], [2]])
    values[3] += 0.875  # one row that is nearly all positive
    upstream = forward.numbers(random, 4, 50)
    tensors = {"values": values, "upstream": upstream}
    for bits in 8, 4, 2:
        highest = 2 ** (bits - 1) - 1
        scales = symmetric(values, bits)
        found = {"symmetric": fake(values, upstream, scales, [0] * 4, -highest, highest)}
        scales, zeros = asymmetric(values, bits)
        found["asymmetric"] = fake(values, upstream, scales, zeros, 0, 2**bits - 1)
        halves = symmetric(values, bits) / 2
        found["clipped"] = fake(values, upstream, halves, [0] * 4, -highest, highest)
        for kind, results in found.items():
            for name, result in results.items():
                tensors[f"{kind}.{bits}.{name}"] = result
    return tensors


def lloyd(values, bits):
    """Levels of k-means from equally spaced ones, the lower where two are equally near."""
    levels = numpy.linspace(min(values.min(), 0), max(values.max(), 0), 2**bits)
    while True:
        nearest = numpy.abs(values[:, None] - levels[None, :]).argmin(axis=1)
        new = levels.copy()
        for k in range(len(levels)):
            if (nearest == k).any():
                new[k] = values[nearest == k].mean()
        if numpy.allclose(new, levels, rtol=0, atol=1e-15):
            return levels
        levels = new


def ranges():
    """Codebooks of normally distributed weights, and percentiles of them."""
    random = numpy.random.RandomState(6)
    values = numpy.rint(random.normal(size=400) * 2**12) / 2**14
    tensors = {"values": values}
    for bits in 2, 3, 4:
        tensors[f"k-means.{bits}"] = lloyd(values, bits)
    for p in 90, 99:
        tensors[f"percentile.{p}"] = numpy.percentile(values, [100 - p, p])
    return tensors


if __name__ == "__main__":
    for file, compute in {"fake_quantization": fake_quantization, "ranges": ranges}.items():
        forward.save(HERE / "oracles" / (file + ".safetensors"), compute(),
                     made_by="chapters/05-quantization/oracles.py")
