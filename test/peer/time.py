"""Training steps of a network by PyTorch, one for each line "step" on standard input.

    time.py FOLDER THREADS LEARNING_RATE MOMENTUM [--channels-last]

FOLDER holds what test/peer/writeNetwork.ts wrote; its wanted parameters are trained, all others are frozen. A step is
forward, backward and stochastic gradient descent, float32. Answers are lines of JSON:

    "step"   {"ms": time of the step, "loss": before it}
    "forward" {"ms": time of the network and its loss alone, "loss"}
    "memory" {"peakMb": largest resident set of the process so far, "importedMb": after importing PyTorch alone}
"""

import json
import resource
import sys
import time

import torch

from network import Network


def peak_mb():
    """Largest resident set. Linux's ru_maxrss would count that of the process that started this one too."""
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


IMPORTED_MB = peak_mb()


class Trainer:
    def __init__(self, folder, learning_rate, momentum, channels_last):
        self.network = Network(folder, torch.float32)
        if channels_last:
            self.network.to_channels_last()
        self.optimizer = torch.optim.SGD(self.network.wanted, lr=learning_rate, momentum=momentum)

    def step(self):
        start = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.network.loss()
        loss.backward()
        self.optimizer.step()
        return {"ms": 1000 * (time.perf_counter() - start), "loss": loss.item()}

    def forward(self):
        start = time.perf_counter()
        with torch.no_grad():
            loss = self.network.loss()
        return {"ms": 1000 * (time.perf_counter() - start), "loss": loss.item()}

    def memory(self):
        return {"peakMb": peak_mb(), "importedMb": IMPORTED_MB}


def main(folder, threads, learning_rate, momentum, *options):
    torch.set_num_threads(int(threads))
    trainer = Trainer(folder, float(learning_rate), float(momentum), "--channels-last" in options)
    asked = {"step": trainer.step, "forward": trainer.forward, "memory": trainer.memory}
    for line in sys.stdin:
        print(json.dumps(asked[line.strip()]()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
