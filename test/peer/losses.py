"""Losses of a network that PyTorch trains, before each step.

    losses.py FOLDER

FOLDER holds what test/peer/writeNetwork.ts wrote; its wanted parameters are trained with stochastic gradient descent,
float32, one thread. Beside it lie

    steps.json   {"steps", "learningRate", "momentum", "nesterov", "weightDecay", "truth": class of each example}
    images.bin   the pictures of each step, [steps, batch, ...], float32, little-endian

Writes losses.json: {"torch", "losses": before each step}.
"""

import json
import os
import sys

import numpy
import torch

from network import Network


def main(folder):
    torch.set_num_threads(1)
    with open(os.path.join(folder, "steps.json"), encoding="utf-8") as file:
        settings = json.load(file)
    network = Network(folder, torch.float32)
    [image] = network.manifest["feeds"]
    pictures = numpy.fromfile(os.path.join(folder, "images.bin"), dtype="<f4")
    pictures = torch.from_numpy(pictures.reshape([settings["steps"], *image["dims"]]))
    network.target = torch.tensor(settings["truth"])
    optimizer = torch.optim.SGD(
        network.wanted,
        lr=settings["learningRate"],
        momentum=settings["momentum"],
        nesterov=settings["nesterov"],
        weight_decay=settings["weightDecay"],
    )
    losses = []
    for batch in pictures:
        network.given[image["name"]] = batch
        optimizer.zero_grad()
        loss = network.loss()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    with open(os.path.join(folder, "losses.json"), "w", encoding="utf-8") as file:
        json.dump({"torch": torch.__version__, "losses": losses}, file)


if __name__ == "__main__":
    main(sys.argv[1])
