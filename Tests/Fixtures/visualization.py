"""The transforms and the diversity term of feature visualisation in plain PyTorch, differentiated by autograd."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from formula import tensor

SIMILARITIES = ((1.1, 7.0), (0.9, -10.0), (1.0, 33.0), (1.25, 0.0))
"""Scales and angles in degrees, counter-clockwise as one sees it."""


def seen(pictures: torch.Tensor, scale: float, degrees: float) -> torch.Tensor:
    """Pictures scaled and turned around their middle, by places in pixels: zeros beyond the borders."""
    height, width = pictures.shape[-2:]
    angle = math.radians(degrees)
    y, x = torch.meshgrid(
        torch.arange(height, dtype=torch.float64) + 0.5 - height / 2,
        torch.arange(width, dtype=torch.float64) + 0.5 - width / 2,
        indexing="ij",
    )
    # With y down, a place of the result shows what lies there after a turn clockwise, and nearer to the middle by the scale.
    source_x = (x * math.cos(angle) - y * math.sin(angle)) / scale
    source_y = (x * math.sin(angle) + y * math.cos(angle)) / scale
    grid = torch.stack([source_x * 2 / width, source_y * 2 / height], dim=-1).float()
    return F.grid_sample(pictures, grid.expand(len(pictures), -1, -1, -1), align_corners=False)


def diversity(a: torch.Tensor) -> torch.Tensor:
    """Minus each picture's mean cosine to the others of its three, summed."""
    flat = a.flatten(2)
    grams = [F.normalize((f @ f.T).flatten(), dim=0) for f in flat]
    total = torch.zeros(())
    for start in range(0, len(grams), 3):
        group = grams[start : start + 3]
        for i, gram in enumerate(group):
            total = total + sum(gram @ other for j, other in enumerate(group) if j != i) / 2
    return -total


def visualization_fixture() -> dict[str, torch.Tensor]:
    """What each transform shows of two pictures and the gradient of Σ w·x² through it; the diversity of six pictures."""
    tensors: dict[str, torch.Tensor] = {}
    weights = tensor("weights", (2, 3, 21, 30), 1.0, 0.0)
    for scale, degrees in SIMILARITIES:
        pictures = tensor("picture", (2, 3, 21, 30), 1.0, 0.0).clone().requires_grad_()
        shown = seen(pictures, scale, degrees)
        (gradient,) = torch.autograd.grad((weights * shown.square()).sum(), pictures)
        name = f"similarity/{scale}/{degrees}"
        tensors[f"{name}/seen"] = shown.detach()
        tensors[f"{name}/gradient"] = gradient
    a = tensor("activation", (6, 5, 4, 3), 1.0, 0.0).relu().clone().requires_grad_()
    value = diversity(a)
    (tensors["diversity/gradient"],) = torch.autograd.grad(value, a)
    tensors["diversity/value"] = value.detach().reshape(1)
    return tensors
