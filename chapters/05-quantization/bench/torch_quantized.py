"""One image through PyTorch's own quantized networks, from the weights that we trained.

    torch_quantized.py --data DIR --weights FILE

Prints JSON: for floats, static and dynamic 8-bit quantization the time of one image on one
thread, in microseconds (the median of many), and the accuracy on the test images; of the integer
kernels that PyTorch was built with, the fastest.
"""
import argparse
import json
import os
import sys
import time

import numpy
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "common", "tools"))
import idx

CALIBRATION, TURNS, IMAGES = 1000, 11, 200


def engines():
    """The integer kernels that this PyTorch was built with."""
    supported = torch.backends.quantized.supported_engines
    return [name for name in ("fbgemm", "x86", "onednn", "qnnpack") if name in supported]


def images(of, count):
    (_, height, width), pixels = of
    x = numpy.frombuffer(pixels, numpy.uint8).reshape(-1, height * width)[:count]
    return torch.from_numpy(x.astype(numpy.float32) / 255)


def weights(path):
    with open(path, "rb") as stream:
        raw = stream.read()
    start = 8 + int.from_bytes(raw[:8], "little")
    return {name: torch.tensor(numpy.frombuffer(raw[start:][slice(*t["data_offsets"])], "<f4")
                               .reshape(t["shape"]).copy())
            for name, t in json.loads(raw[8:start]).items() if name != "__metadata__"}


def network(tensors):
    """The layers, numbered as in our file."""
    layers = []
    for n in range(0, 2 * (len(tensors) // 2), 2):
        outputs, inputs = tensors[f"layers.{n}.weight"].shape
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    net.load_state_dict({name.replace("layers.", ""): t for name, t in tensors.items()})
    return net.eval()


def static(net, calibration, engine):
    quantization = torch.ao.quantization
    wrapped = quantization.QuantWrapper(net).eval()
    quantization.fuse_modules(wrapped, [["module.0", "module.1"], ["module.2", "module.3"]],
                              inplace=True)
    wrapped.qconfig = quantization.get_default_qconfig(
        engine if engine in ("fbgemm", "qnnpack") else "fbgemm")
    quantization.prepare(wrapped, inplace=True)
    wrapped(calibration)
    return quantization.convert(wrapped)


def measure(net, test, labels):
    with torch.no_grad():
        accuracy = 100 * (net(test).argmax(1) == labels).float().mean().item()
        times = []
        for _ in range(TURNS):
            start = time.perf_counter()
            for i in range(IMAGES):
                net(test[i:i + 1])
            times.append(1e6 * (time.perf_counter() - start) / IMAGES)
    return {"us": min(times), "accuracy": accuracy}  # as inference_time.h does it


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--weights", required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if not engines():
        sys.exit("this PyTorch was built without kernels for quantized networks")
    tensors = weights(options.weights)
    test = images(idx.test_images(options.data), None)
    labels = numpy.frombuffer(idx.test_labels(options.data)[1], numpy.uint8)
    labels = torch.from_numpy(labels.astype(numpy.int64))
    calibration = images(idx.train_images(options.data), CALIBRATION)
    found = {"floats": [measure(network(tensors), test, labels)], "static": [], "dynamic": []}
    for engine in engines():
        torch.backends.quantized.engine = engine
        quantized = static(network(tensors), calibration, engine)
        found["static"].append({**measure(quantized, test, labels), "engine": engine})
        quantized = torch.ao.quantization.quantize_dynamic(network(tensors), {torch.nn.Linear},
                                                           dtype=torch.qint8)
        found["dynamic"].append({**measure(quantized, test, labels), "engine": engine})
    print(json.dumps({way: min(tried, key=lambda t: t["us"]) for way, tried in found.items()}))


if __name__ == "__main__":
    main()
