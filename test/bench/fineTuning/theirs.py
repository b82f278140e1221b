"""Fine-tuning by a plain PyTorch loop, which computes the frozen part anew in every epoch.

    theirs.py FOLDER THREADS

FOLDER holds what test/peer/writeNetwork.ts wrote, whose wanted parameters are trained, and

    run.json    {"epochs", "batch", "rates": of each step, "momentum", "weightDecay", "clipNorm",
                "train": classes, "test": classes}
    train.bin, test.bin   pictures [N, ...] as the network takes them, float32

Prints {"seconds": of the epochs, without reading the files and without the test, "accuracy": on the test pictures}.
"""

import json
import os
import sys
import time

import numpy
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../peer"))

from network import Network  # noqa: E402  (it lies in another folder)


def pictures(folder, name, dims):
    flat = numpy.fromfile(os.path.join(folder, name), dtype="<f4")
    return torch.from_numpy(flat.reshape([-1, *dims]))


def logits(network):
    """[N, classes]; the loss of the peer's network keeps them to itself."""
    values = dict(network.given)
    for function, attributes, node in network.nodes:
        made = function(attributes, *[values[name] if name else None for name in node["inputs"]])
        values.update(zip(node["outputs"], made if isinstance(made, (tuple, list)) else [made]))
    return values[network.manifest["loss"]["logits"]]


def main(folder, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        run = json.load(file)
    network = Network(folder, torch.float32)
    [image] = network.manifest["feeds"]
    dims = image["dims"][1:]
    train, truth = pictures(folder, "train.bin", dims), torch.tensor(run["train"])
    optimizer = torch.optim.SGD(
        network.wanted, lr=1, momentum=run["momentum"], nesterov=True, weight_decay=run["weightDecay"]
    )
    start = time.perf_counter()
    step = 0
    for _ in range(run["epochs"]):
        for chosen in torch.randperm(len(truth)).split(run["batch"]):
            network.given[image["name"]], network.target = train[chosen], truth[chosen]
            optimizer.param_groups[0]["lr"] = run["rates"][step]
            optimizer.zero_grad()
            network.loss().backward()
            torch.nn.utils.clip_grad_norm_(network.wanted, run["clipNorm"])
            optimizer.step()
            step += 1
    seconds = time.perf_counter() - start
    test, wanted = pictures(folder, "test.bin", dims), torch.tensor(run["test"])
    right = 0
    with torch.no_grad():
        for chosen in torch.arange(len(wanted)).split(run["batch"]):
            network.given[image["name"]] = test[chosen]
            right += (logits(network).argmax(1) == wanted[chosen]).sum().item()
    print(json.dumps({"seconds": seconds, "accuracy": right / len(wanted)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
