"""The losses of 20 training steps by PyTorch, as the paper's notebooks write them: float32, no normalisation.

The rates are a tenth and a hundredth of the recipe's: at those, on noise in batches of 4, PyTorch itself drifts from
itself by 1e-3 within 8 steps when only the memory layout of the pictures changes.
The same 20 batches of 4 pictures of 64 x 64 for all; picture i of batch k has the class (3k + i) mod 10. There is no dropout.
The paper's VGG has its four linear layers in small: 2048 -> 64 -> 64 -> 32 -> 10.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from formula import fill, uniform
from networks import PaperVGG, build

STEPS, BATCH, SIDE, CLASSES = 20, 4, 64, 10


def small_paper_vgg() -> nn.Module:
    """VGG11 in the paper's form with a small head and no dropout."""
    with torch.device("meta"):
        network = PaperVGG((1, 1, 2, 2, 2), CLASSES)
        network.dense1 = nn.Linear(2048, 64)
        network.dense2 = nn.Linear(64, 64)
        network.dense3 = nn.Linear(64, 32)
        network.dense4 = nn.Linear(32, CLASSES)
        network.dropout = nn.Identity()
    return network


def batch(step: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures in 0 to 1 and their classes."""
    numbers = uniform(f"batch/{step}", 0, BATCH * SIDE * SIDE * 3)
    pixels = np.floor((numbers + 1) * 128).astype(np.uint8).reshape(BATCH, SIDE, SIDE, 3)
    labels = torch.tensor([(3 * step + i) % CLASSES for i in range(BATCH)])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255, labels


def losses(network: nn.Module, optimizer: str) -> torch.Tensor:
    """The loss before each step."""
    fill(network).train().requires_grad_(True)
    parameters = network.parameters()
    if optimizer == "sgd":
        mover: torch.optim.Optimizer = torch.optim.SGD(parameters, lr=1e-4, momentum=0.9)
    else:
        mover = torch.optim.Adam(parameters, lr=1e-5)
    found = []
    for step in range(STEPS):
        pictures, labels = batch(step)
        mover.zero_grad()
        loss = nn.functional.cross_entropy(network(pictures), labels)
        loss.backward()
        mover.step()
        found.append(loss.item())
    return torch.tensor(found, dtype=torch.float64)


def training_fixture() -> dict[str, torch.Tensor]:
    """`NETWORK/OPTIMIZER`, float64 [20]."""
    makers = {"vgg11_paper": small_paper_vgg, "resnet50": lambda: build("resnet50", CLASSES)}
    return {
        f"{name}/{optimizer}": losses(make(), optimizer)
        for name, make in makers.items()
        for optimizer in ("sgd", "adam")
    }
