"""Grad-CAM in plain PyTorch, differentiated by autograd."""

from __future__ import annotations

import torch
from torch import nn

from formula import fill
from networks import build

CLASSES = (2, 7)


def photo() -> torch.Tensor:
    """A picture of bytes, 96×64, in 0…1 and ImageNet's normalization."""
    place = torch.arange(96 * 64 * 3)
    values = ((place // 3 % 96) * 2 + (place // 288) * 3 + place % 3 * 40) % 256
    picture = values.reshape(64, 96, 3).permute(2, 0, 1)[None].float() / 255
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    return (picture - mean) / deviation


class Pooled(nn.Module):
    """The features of vgg11_bn, their mean, one linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.features = build("vgg11_bn", 10).features
        self.classifier = nn.Linear(512, 10)


def class_activation_fixture() -> dict[str, torch.Tensor]:
    """The maps of two classes at the last ReLU, and the probabilities."""
    network = fill(Pooled()).eval()
    tensors: dict[str, torch.Tensor] = {}
    for index in CLASSES:
        activation = network.features[:-1](photo()).requires_grad_()
        scores = network.classifier(network.features[-1](activation).mean((2, 3)))
        (gradient,) = torch.autograd.grad(scores[0, index], activation)
        cam = (gradient.mean((2, 3), keepdim=True) * activation).sum(1, keepdim=True).relu()
        tensors[f"{index}/map"] = (cam / cam.max()).detach()
        tensors["probabilities"] = scores.softmax(1).detach()
    return tensors
