#!/usr/bin/env python3
"""Chapter 2's PyTorch training with each loss of chapter 3: bench.py runs this.

The losses are written as one would in PyTorch, with its own functions where it has them.
"""
import os
import sys

import torch
import torch.nn.functional as F

CHAPTERS = os.path.join(os.path.dirname(__file__), "..", "..")
sys.path.insert(0, os.path.join(CHAPTERS, "02-backprop", "bench"))
import torch_minibatch


def focal(z, y):
    log_p = F.log_softmax(z, 1).gather(1, y[:, None])
    return (-(1 - log_p.exp()) ** 2 * log_p).mean()


LOSSES = {
    "cross-entropy": F.cross_entropy,
    "weighted": lambda z, y, weights=torch.ones(10): F.cross_entropy(z, y, weight=weights),
    "smoothing": lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1),
    "mse": lambda z, y: F.mse_loss(F.softmax(z, 1), F.one_hot(y, 10).float()),
    "hinge": F.multi_margin_loss,
    "focal": focal,
}

if __name__ == "__main__":
    parser = torch_minibatch.parser(__doc__)
    parser.add_argument("--loss", choices=LOSSES, required=True)
    options = parser.parse_args()
    torch_minibatch.measure(options, LOSSES[options.loss])
