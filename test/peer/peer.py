"""Loss and gradients of a network by PyTorch, in float32 and in float64.

    peer.py

Each line of standard input names a folder that holds what test/peer/writeNetwork.ts wrote; when its results lie beside
that, the line is answered by the same line. Importing PyTorch takes longer than most networks, so one process does many.
Writes result.json:

    torch, loss32, loss64
    kinkDistance   see Network.kink_distance; where it is below some 1e-6, a rounding decides which way a gradient goes
    tensors: for each wanted value
        name, dims
        norm         of the float64 gradient g
        error        |g32 - g|, PyTorch's own float32 error: the largest of three ways in which PyTorch computes
                     convolutions (oneDNN, its own kernels, oneDNN with channels last), since which activations round
                     to the other side of a kink differs from one to the next
        projections  [8] of g on sequences of signs, each divided by the norm

The sign of element i (row-major) in projection k is that of the lowest bit of a hash, all in 32 bits unsigned:
    h = i * 0x9E3779B1 + (k + 1) * 0x85EBCA77
    h ^= h >> 16;  h *= 0x7FEB352D;  h ^= h >> 15;  h *= 0x846CA68B;  h ^= h >> 16
    bit 1 is +1, bit 0 is -1

and gradients.bin: the float64 gradients one after the other, little-endian.
"""

import json
import os
import sys

import numpy
import torch

from network import Network

PROJECTIONS = 8


def signs(count, k):
    with numpy.errstate(over="ignore"):
        h = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B1)
        h += numpy.uint32(((k + 1) * 0x85EBCA77) & 0xFFFFFFFF)
        h ^= h >> numpy.uint32(16)
        h *= numpy.uint32(0x7FEB352D)
        h ^= h >> numpy.uint32(15)
        h *= numpy.uint32(0x846CA68B)
        h ^= h >> numpy.uint32(16)
    return numpy.where(h & numpy.uint32(1), 1.0, -1.0)


def described(name, exact, singles):
    flat = exact.numpy().reshape(-1)
    norm = float(numpy.linalg.norm(flat))
    errors = [float(numpy.linalg.norm(single.double().numpy().reshape(-1) - flat)) for single in singles]
    projections = [float(flat @ signs(flat.size, k)) / norm if norm else 0.0 for k in range(PROJECTIONS)]
    return {"name": name, "dims": list(exact.shape), "norm": norm, "error": max(errors), "projections": projections}


def in_float32(folder):
    """[(loss, gradients)] of the three ways; the first is PyTorch's default."""
    network = Network(folder, torch.float32)
    results = [network.gradients()]
    with torch.backends.mkldnn.flags(enabled=False):
        results.append(network.gradients())
    network.to_channels_last()
    results.append(network.gradients())
    return results


def compute(folder):
    network = Network(folder, torch.float64)
    kink_distance = network.kink_distance()
    loss64, exact = network.gradients()
    singles = in_float32(folder)
    names = json.load(open(os.path.join(folder, "manifest.json"), encoding="utf-8"))["wanted"]
    tensors = [
        described(name, g, [gradients[i] for _, gradients in singles]) for i, (name, g) in enumerate(zip(names, exact))
    ]
    losses = {"loss32": singles[0][0], "loss64": loss64}
    result = {"torch": torch.__version__, **losses, "kinkDistance": kink_distance, "tensors": tensors}
    with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file)
    with open(os.path.join(folder, "gradients.bin"), "wb") as file:
        for g in exact:
            file.write(g.numpy().astype("<f8").tobytes())


def main():
    # Threads that wait for each other are slow on a busy machine, and the sums depend on their number.
    torch.set_num_threads(1)
    for line in sys.stdin:
        compute(line.rstrip("\n"))
        print(line, end="", flush=True)


if __name__ == "__main__":
    main()
