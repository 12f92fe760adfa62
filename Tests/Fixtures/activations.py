"""Logits, activations and input gradients of a network, as the tensors of a fixture file."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from formula import fill, network_input
from networks import PaperVGG, build, layer

CLASSES = 10
PAPER_CLASSES = 67
INPUT_SIZE = (40, 56)
ALEXNET_INPUT_SIZE = (72, 88)
"""Its pools need 63 pixels."""
PAPER_LOGITS_SIZE = (224, 224)
SAMPLES = 1024
GRADIENT_SAMPLES = 512

FAMILIES: dict[str, list[str]] = {
    "vgg": ["vgg11", "vgg16", "vgg19"],
    "vgg_bn": ["vgg11_bn", "vgg16_bn", "vgg19_bn"],
    "resnet": ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"],
    "googlenet": ["googlenet"],
    "alexnet": ["alexnet"],
    "paper_vgg": ["paper_vgg11", "paper_vgg16", "paper_vgg19"],
}
"""The networks in each fixture file."""


def tapped_layers(name: str) -> tuple[str, str, str]:
    """A shallow, a middle and a deep layer of the named network."""
    if name.startswith("paper_vgg"):
        return "relu1", "relu3", "relu5"
    if name.startswith("vgg"):
        return "pool1", "relu3_1", "relu5_2"
    if name == "googlenet":
        return "conv3", "inception4a", "inception5b"
    if name == "alexnet":
        return "pool1", "relu3", "relu5"
    return "relu", "layer2.1", "layer4.1" if name == "resnet18" else "layer4.2"


def run(
    network: nn.Module, forward: Callable[[torch.Tensor], torch.Tensor], names: tuple[str, ...], x: torch.Tensor
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """The output of `forward` and the activations of the named layers on the way to it."""
    taps: dict[str, torch.Tensor] = {}

    def keep(name: str) -> Callable[..., None]:
        return lambda module, inputs, output: taps.__setitem__(name, output)

    handles = [layer(network, name).register_forward_hook(keep(name)) for name in names]
    output = forward(x)
    for handle in handles:
        handle.remove()
    return output, taps


def sample(values: torch.Tensor, limit: int) -> torch.Tensor:
    """At most `limit` elements, evenly strided from the first in row-major order."""
    flat = values.flatten()
    return flat[:: -(-flat.numel() // limit)].clone()


def summary(activation: torch.Tensor) -> dict[str, torch.Tensor]:
    """Shape, L2 norm, mean and a strided sample of an activation; the sums are taken in double."""
    wide = activation.double()
    return {
        "shape": torch.tensor(activation.shape, dtype=torch.float32),
        "norm": wide.norm().float().reshape(1),
        "mean": wide.mean().float().reshape(1),
        "sample": sample(activation, SAMPLES),
    }


def network_fixture(name: str) -> dict[str, torch.Tensor]:
    """All tensors of one network, under `name/...`."""
    paper = name.startswith("paper_vgg")
    network = fill(build(name, PAPER_CLASSES if paper else CLASSES))
    forward = network.features if isinstance(network, PaperVGG) else network
    names = tapped_layers(name)
    x = network_input(*(ALEXNET_INPUT_SIZE if name == "alexnet" else INPUT_SIZE)).clone().requires_grad_()
    output, taps = run(network, forward, names, x)
    middle, deep = (taps[tap].square().mean() for tap in names[1:])
    (middle_gradient,) = torch.autograd.grad(middle, x, retain_graph=True)
    (deep_gradient,) = torch.autograd.grad(deep, x)

    tensors = {
        f"{name}/{names[1]}/gradient": middle_gradient,
        f"{name}/{names[2]}/gradient_sample": sample(deep_gradient, GRADIENT_SAMPLES),
    }
    for tap, activation in taps.items():
        for kind, value in summary(activation.detach()).items():
            tensors[f"{name}/{tap}/{kind}"] = value
    if not paper:
        tensors[f"{name}/logits"] = output.detach()
    elif name == "paper_vgg11":
        tensors[f"{name}/logits"] = network(network_input(*PAPER_LOGITS_SIZE))
    return tensors
