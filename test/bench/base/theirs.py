"""Training fovea-base by a plain PyTorch loop.

    theirs.py FOLDER THREADS

    run.json      {"dims", "classes", "batch", "momentum", "weightDecay", "rates": of each step,
                   "tensors": [{"name", "dims"}] in the order of numbers.bin, "stages": blocks of each}
    numbers.bin   where the parameters and statistics begin, float32
    pictures.bin  [steps * batch, *dims] as the network takes them, float32
    targets.bin   [steps * batch, classes] how likely each class is, float32

Prints {"losses": of each step, "endedMs": when each step had ended}.
"""

import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F


class Network:
    def __init__(self, folder, run):
        flat = numpy.fromfile(os.path.join(folder, "numbers.bin"), dtype="<f4")
        self.stages = run["stages"]
        self.values, self.layer, at = {}, 0, 0
        for tensor in run["tensors"]:
            count = int(numpy.prod(tensor["dims"]))
            values = torch.from_numpy(flat[at : at + count].copy().reshape(tensor["dims"]))
            is_statistic = tensor["name"].endswith((".mean", ".variance"))
            self.values[tensor["name"]] = values if is_statistic else values.requires_grad_()
            at += count

    def convolved(self, x, stride=1):
        self.layer += 1
        weight = self.values[f"conv{self.layer}.weight"]
        part = [self.values[f"norm{self.layer}.{name}"] for name in ("mean", "variance", "scale", "bias")]
        x = F.conv2d(x, weight, stride=stride, padding=weight.shape[2] // 2)
        return F.batch_norm(x, *part, training=True, momentum=0.1, eps=1e-5)

    def block(self, x, stride):
        inner = self.convolved(F.relu(self.convolved(x, stride)))
        if inner.shape != x.shape:
            small = F.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False) if stride == 2 else x
            x = self.convolved(small)
        return F.relu(x + inner)

    def logits(self, x):
        self.layer = 0
        x = F.relu(self.convolved(x, 2))
        for stage, blocks in enumerate(self.stages):
            for block in range(blocks):
                x = self.block(x, 2 if stage > 0 and block == 0 else 1)
        x = F.relu(self.convolved(x)).mean((2, 3))
        return F.linear(x, self.values["head.weight"], self.values["head.bias"])


def main(folder, threads):
    torch.set_num_threads(int(threads))
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        run = json.load(file)
    network = Network(folder, run)
    parameters = [values for values in network.values.values() if values.requires_grad]
    optimizer = torch.optim.SGD(
        parameters, lr=1, momentum=run["momentum"], nesterov=True, weight_decay=run["weightDecay"]
    )
    size = (len(run["rates"]), run["batch"])
    pictures = numpy.memmap(os.path.join(folder, "pictures.bin"), "<f4", "r", shape=(*size, *run["dims"]))
    targets = numpy.memmap(os.path.join(folder, "targets.bin"), "<f4", "r", shape=(*size, run["classes"]))
    losses, ended = [], []
    for step, rate in enumerate(run["rates"]):
        image, truth = (torch.from_numpy(numpy.array(part[step])) for part in (pictures, targets))
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss = F.cross_entropy(network.logits(image), truth)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        ended.append(1000 * time.perf_counter())
    print(json.dumps({"losses": losses, "endedMs": ended}))


if __name__ == "__main__":
    main(*sys.argv[1:])
