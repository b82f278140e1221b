"""A network as test/peer/writeNetwork.ts wrote it, executed with PyTorch."""

import json
import os

import numpy
import torch
import torch.nn.functional as F

from operators import OPERATORS

KINDS = {"float32": "<f4", "float64": "<f8", "int64": "<i8", "int32": "<i4", "uint8": "u1", "bool": "?"}


class Network:
    """Values are float tensors of one type, float32 or float64; whole numbers stay as they are."""

    def __init__(self, folder, dtype):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            self.manifest = json.load(file)
        self.numbers = numpy.fromfile(os.path.join(folder, "tensors.bin"), dtype=numpy.uint8)
        self.dtype = dtype
        self.given = {
            stored["name"]: self.tensor(stored) for stored in self.manifest["initializers"] + self.manifest["feeds"]
        }
        self.target = self.tensor(self.manifest["loss"]["target"])
        self.wanted = [self.given[name].requires_grad_() for name in self.manifest["wanted"]]
        self.nodes = [(OPERATORS[node["op"]], self.attributes(node), node) for node in self.manifest["nodes"]]
        self.last_use = {name: i for i, (*_, node) in enumerate(self.nodes) for name in node["inputs"]}

    def to_channels_last(self):
        """Feeds, and weights of four axes, in the memory order that some of PyTorch's kernels prefer."""
        for name, given in self.given.items():
            if given.dim() == 4:
                self.given[name] = given.detach().contiguous(memory_format=torch.channels_last)
        self.wanted = [self.given[name].requires_grad_() for name in self.manifest["wanted"]]

    def tensor(self, stored):
        kind = numpy.dtype(KINDS[stored["dtype"]])
        count = int(numpy.prod(stored["dims"], dtype=numpy.int64))
        flat = numpy.frombuffer(self.numbers, dtype=kind, count=count, offset=stored["offset"]).copy()
        made = torch.from_numpy(flat.reshape(stored["dims"]))
        return made.to(self.dtype) if made.is_floating_point() else made

    def attributes(self, node):
        read = {
            key: self.tensor(value["tensor"]) if isinstance(value, dict) else value
            for key, value in node["attributes"].items()
        }
        return {**read, "opset": self.manifest["opset"], "outputs": node["outputs"], "float": self.dtype}

    def loss(self):
        """A scalar; every value is let go after its last use, so that memory is what PyTorch's own graph keeps."""
        loss = self.manifest["loss"]
        result = loss["logits"] if loss["kind"] == "crossEntropy" else loss["output"]
        values = dict(self.given)
        for index, (function, attributes, node) in enumerate(self.nodes):
            made = function(attributes, *[values[name] if name else None for name in node["inputs"]])
            values.update(zip(node["outputs"], made if isinstance(made, (tuple, list)) else [made]))
            for name in node["inputs"]:
                if self.last_use.get(name) == index and name != result:
                    values.pop(name, None)
        if loss["kind"] == "crossEntropy":
            return F.cross_entropy(values[result], self.target)
        return (values[result] - self.target).square().mean()

    def kink_distance(self):
        """How near any input of a Relu or Clip comes to where it bends, relative to the root mean square of its map."""
        distances = [float("inf")]

        def watched(function):
            def call(node, x, *bounds):
                for bound in [float(bound) for bound in bounds] or [0.0]:
                    distances.append(((x - bound).abs().min() / x.square().mean().sqrt()).item())
                return function(node, x, *bounds)

            return call

        plain = self.nodes
        bent = ("Relu", "Clip")
        self.nodes = [(watched(f) if node["op"] in bent else f, attributes, node) for f, attributes, node in plain]
        with torch.no_grad():
            self.loss()
        self.nodes = plain
        return min(distances)

    def gradients(self):
        """The loss and, for each wanted name, its gradient: zero where the loss does not depend on it."""
        loss = self.loss()
        found = torch.autograd.grad(loss, self.wanted, allow_unused=True)
        whole = [torch.zeros_like(x) if g is None else g for x, g in zip(self.wanted, found)]
        return loss.item(), [g.detach().contiguous() for g in whole]
