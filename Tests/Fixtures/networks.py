"""The networks of the fixtures: torchvision's, and the paper's own VGG form; their layers by name."""

from __future__ import annotations

import torch
import torchvision
from torch import nn

PAPER_VGG_DEPTHS: dict[str, tuple[int, ...]] = {
    "paper_vgg11": (1, 1, 2, 2, 2),
    "paper_vgg16": (2, 2, 3, 3, 3),
    "paper_vgg19": (2, 2, 4, 4, 4),
}
"""Convolutions in each of the five blocks."""


class PaperVGG(nn.Module):
    """The paper's VGG: one batch norm, one ReLU and one pooling per block, four linear layers."""

    def __init__(self, depths: tuple[int, ...], classes: int = 67) -> None:
        super().__init__()
        self.block_layers: list[list[str]] = []
        channels = 3
        for block, (depth, width) in enumerate(zip(depths, (64, 128, 256, 512, 512), strict=True), start=1):
            letters = "abcd"[:depth] if depth > 1 else [""]
            names = [f"conv{block}{letter}" for letter in letters]
            for name in names:
                self.add_module(name, nn.Conv2d(channels, width, kernel_size=3, padding=1))
                channels = width
            self.add_module(f"bn{block}", nn.BatchNorm2d(width))
            self.add_module(f"relu{block}", nn.ReLU())
            self.add_module(f"maxpool{block}", nn.MaxPool2d(kernel_size=2, stride=2))
            self.block_layers.append([*names, f"bn{block}", f"relu{block}", f"maxpool{block}"])
        self.dense1 = nn.Linear(512 * 7 * 7, 4096)
        self.dense2 = nn.Linear(4096, 4096)
        self.dense3 = nn.Linear(4096, 1000)
        self.dense4 = nn.Linear(1000, classes)
        self.dropout = nn.Dropout(0.5)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The five blocks, for a picture of any size from 32 pixels on."""
        for names in self.block_layers:
            for name in names:
                x = self.get_submodule(name)(x)
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The logits of 224 x 224 pictures."""
        x = self.features(x).flatten(1)
        x = self.dropout(torch.relu(self.dense1(x)))
        x = self.dropout(torch.relu(self.dense2(x)))
        return self.dense4(self.dense3(x))


def build(name: str, classes: int) -> nn.Module:
    """The named network without values, on the meta device."""
    with torch.device("meta"):
        if name in PAPER_VGG_DEPTHS:
            return PaperVGG(PAPER_VGG_DEPTHS[name], classes)
        if name == "googlenet":
            return torchvision.models.googlenet(
                weights=None, num_classes=classes, aux_logits=False, init_weights=False
            )
        return torchvision.models.get_model(name, weights=None, num_classes=classes)


def narrowed(network: nn.Module, factor: int) -> nn.Module:
    """The same network with a `factor`-th of the channels everywhere but in the picture, without values."""
    with torch.device("meta"):
        for name, module in list(network.named_modules()):
            if isinstance(module, nn.Conv2d):
                inputs = module.in_channels if module.in_channels == 3 else module.in_channels // factor
                narrow: nn.Module = nn.Conv2d(
                    inputs,
                    module.out_channels // factor,
                    module.kernel_size,
                    module.stride,
                    module.padding,
                    bias=module.bias is not None,
                )
            elif isinstance(module, nn.BatchNorm2d):
                narrow = nn.BatchNorm2d(module.num_features // factor)
            elif isinstance(module, nn.Linear):
                narrow = nn.Linear(module.in_features // factor, module.out_features)
            else:
                continue
            network.set_submodule(name, narrow)
    return network


def vgg_layers(network: torchvision.models.VGG) -> dict[str, nn.Module]:
    """The ReLUs and poolings of a torchvision VGG by the VGG paper's names: relu1_1, pool1, ..."""
    layers: dict[str, nn.Module] = {}
    block, index = 1, 1
    for module in network.features:
        if isinstance(module, nn.ReLU):
            layers[f"relu{block}_{index}"] = module
            index += 1
        elif isinstance(module, nn.MaxPool2d):
            layers[f"pool{block}"] = module
            block, index = block + 1, 1
    return layers


ALEXNET_LAYERS = dict(relu1=1, pool1=2, relu2=4, pool2=5, relu3=7, relu4=9, relu5=11, pool5=12)
"""Where torchvision's AlexNet keeps its ReLUs and poolings."""


def layer(network: nn.Module, name: str) -> nn.Module:
    """The module whose output is the named layer's."""
    if isinstance(network, torchvision.models.VGG):
        return vgg_layers(network)[name]
    if isinstance(network, torchvision.models.AlexNet):
        return network.features[ALEXNET_LAYERS[name]]
    return network.get_submodule(name)
